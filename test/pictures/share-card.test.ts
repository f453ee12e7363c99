import { readFileSync } from 'node:fs'
import { PNG } from 'pngjs'
import t from 'tap'
import { catalogue } from '#src/catalogue/catalogue.ts'
import { designFor } from '#src/pictures/design-for.ts'
import { drawBadge } from '#src/pictures/draw-badge.ts'
import { markRope } from '#src/pictures/draw-mark.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import { drawShareCard } from '#src/pictures/share-card.ts'
import { inkedBox } from './inked-box.ts'

const design = { shape: 'knot', colour: 'forest', icon: 'users', title: 'Esprit d’équipe' } as const
const words = {
  title: 'Esprit d’équipe',
  subtitle: 'Décerné à Ana M.',
  issuer: 'Association Déclic',
}

t.test('is 1200 by 630, and light enough to be shared', async (t) => {
  const png = Buffer.from(renderPng(drawShareCard({ ...words, design }), 1200))
  const { width, height } = PNG.sync.read(png)
  t.strictSame([width, height], [1200, 630])
  t.ok(png.length < 300_000, `${png.length} bytes`)
})

t.test('shows a badge already drawn as it shows its design', async (t) => {
  const badgeSvg = drawBadge(design)
  t.equal(
    drawShareCard({ ...words, badgeSvg, colour: 'forest' }),
    drawShareCard({ ...words, design }),
  )
})

t.test('no text leaves its column, of the entries with the longest names', async (t) => {
  const longest = catalogue.toSorted((a, b) => b.name.fr.length - a.name.fr.length).slice(0, 25)
  for (const entry of longest) {
    const card = drawShareCard({
      title: entry.name.fr,
      subtitle: 'Décerné au groupe «\u00a0Formation des animateurs, printemps 2026\u00a0»',
      issuer: 'Maison des langues et des compétences de la vallée',
      design: designFor(entry, 'fr'),
    })
    // The badge's own title comes first; the three that follow are the card's.
    const texts = [...card.matchAll(/<g class="text".*?<\/g>/gs)].slice(1).map(([text]) => text)
    const box = inkedBox(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">${texts.join('')}</svg>`,
      600,
    )
    t.equal(texts.length, 3, entry.id)
    t.ok(box && box.left >= 300 && box.right <= 563 && box.top >= 40 && box.bottom <= 276, entry.id)
  }
})

t.test('what is written is never markup', async (t) => {
  const svg = drawShareCard({ title: '<b>&', subtitle: '"', issuer: '</svg>', design })
  t.ok(svg.includes('<title>&#60;b&#62;&#38;</title>'))
  t.equal(svg.split('</svg>').length, 3, 'the badge and the card, no more')
})

t.test('the logo and the favicon draw the same mark', async (t) => {
  for (const name of ['logo.svg', 'favicon.svg']) {
    const svg = readFileSync(new URL(`../../src/http/assets/${name}`, import.meta.url), 'utf8')
    t.ok(svg.includes(markRope), name)
    t.ok(inkedBox(svg, 24), `${name} draws`)
  }
})
