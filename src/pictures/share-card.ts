import { drawBadge, type BadgeDesign } from './draw-badge.ts'
import { escapeXml } from './escape-xml.ts'
import { drawMark } from './draw-mark.ts'
import { drawMotif } from './draw-motif.ts'
import { paintOf, type ColourName, type Paint } from './palette.ts'
import { setText } from './set-text.ts'

/** What a share card says, and the badge it shows: a design, or SVG drawn by this folder with the colour to set around it. */
export type ShareCard = {
  readonly title: string
  readonly subtitle: string
  readonly issuer: string
} & ({ readonly design: BadgeDesign } | { readonly badgeSvg: string; readonly colour?: ColourName })

/** The picture that a link shows when it is shared (Open Graph), as SVG of 1200 by 630 units. Render it 1200 wide. */
export function drawShareCard(card: ShareCard): string {
  const { colour = 'night' } = 'design' in card ? card.design : card
  const badge = 'design' in card ? drawBadge(card.design) : card.badgeSvg
  const paint = paintOf(colour)
  const spoken = [card.title, card.subtitle, card.issuer].filter(Boolean).join('. ')
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" role="img">',
    `<title>${escapeXml(card.title)}</title><desc>${escapeXml(spoken)}</desc>`,
    drawGround(`${card.title} ${card.issuer}`, paint),
    placed(badge),
    drawWords(card, paint),
    '</svg>',
  ].join('')
}

function drawGround(seed: string, paint: Paint): string {
  const badgeCentre = { x: 128, y: 324 }
  return [
    `<rect width="1200" height="630" fill="${paint.field}"/>`,
    `<g transform="translate(0 -444) scale(2.34375)">${drawMotif({ seed, ...badgeCentre, paint })}</g>`,
    `<rect x="22" y="22" width="1156" height="586" rx="20" fill="none" stroke="${paint.thread}" stroke-width="4" stroke-dasharray="17 11.6" stroke-linecap="round"/>`,
  ].join('')
}

/** The badge as a picture within the picture. */
function placed(badgeSvg: string): string {
  const start = badgeSvg.indexOf('<svg')
  const end = badgeSvg.indexOf('>', start)
  const tag = badgeSvg.slice(start, end).replaceAll(/\s(?:x|y|width|height)="[^"]*"/g, '')
  return `${tag} x="62" y="72" width="486" height="486"${badgeSvg.slice(end)}`
}

function drawWords({ title, subtitle, issuer }: ShareCard, paint: Paint): string {
  const column = { x: 604, width: 520, align: 'left', colour: '#ffffff' } as const
  return [
    setText(title, { ...column, y: 92, height: 216, largest: 74, lines: 3, weight: 700 }),
    setText(subtitle, { ...column, y: 334, height: 92, largest: 36, lines: 2, weight: 400 }),
    `<path d="M604 446h520" stroke="${paint.thread}" stroke-width="4" stroke-linecap="round"/>`,
    setText(issuer, {
      ...column,
      width: 400,
      y: 466,
      height: 80,
      largest: 32,
      lines: 2,
      weight: 700,
    }),
    drawMark({ x: 1044, y: 466, size: 80, colour: '#ffffff' }),
  ].join('')
}
