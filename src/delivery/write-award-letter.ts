import type { AwardLetter } from '#src/app/award-letter.ts'
import { altOf } from '#src/app/award-facts.ts'
import { pictureName } from '#src/app/picture-name.ts'
import { html, type Html } from '#src/html.ts'
import { sayDay } from '#src/texts/dates.ts'
import { texts } from '#src/texts/texts.ts'
import { letterFrame, letterStyles as style } from './letter-frame.ts'
import type { Letter } from './mailer.ts'

/** The letter that brings a badge: plain text that stands by itself, HTML in one column, and the baked picture. */
export function writeAwardLetter(
  letter: AwardLetter,
  { id, baseUrl }: { readonly id: string; readonly baseUrl: string },
): Letter {
  const { language, view, png, to, toName } = letter
  const t = texts[language].letters
  const content = contentOf(letter, baseUrl)
  return {
    id,
    to,
    toName,
    language,
    subject: t.subject(view.achievement.name[language]),
    text: asText(content, letter),
    html: asHtml(content, letter).toString(),
    attachments: [{ name: pictureName(view), type: 'image/png', bytes: png, cid: 'badge@cordee' }],
  }
}

interface Content {
  readonly hello: string
  readonly received: string
  readonly how: string
  readonly given: string
  readonly criteria: readonly string[]
  readonly practice: string | undefined
  readonly recordUrl: string
  readonly verifyUrl: string
}

function contentOf({ language, view, toName }: AwardLetter, baseUrl: string): Content {
  const t = texts[language].letters
  const name = view.achievement.name[language]
  const day = sayDay(language, view.award.issuedAt)
  const { cast, rollSize: roll, id } = view.proposal
  const { validUntil } = view.award
  const term = validUntil === null ? [] : [t.validUntil(sayDay(language, validUntil))]
  return {
    hello: t.hello(toName),
    received: view.award.kind === 'group' ? t.groupReceived(name) : t.received(name),
    how: t.how({ cast, roll, group: view.group.name }),
    given: [`${t.awardedBy(view.issuer.name)}, ${t.awardedOn(day)}.`, ...term].join(' '),
    criteria: view.achievement.criteria.map((criterion) => criterion[language]),
    practice: view.practice ? t.practice : undefined,
    recordUrl: `${baseUrl}/records/${id}`,
    verifyUrl: `${baseUrl}/verify`,
  }
}

function asText(content: Content, { language, view, ownUrl }: AwardLetter): string {
  const t = texts[language].letters
  return [
    content.hello,
    [content.received, content.how, content.given].join('\n'),
    ...(content.practice ? [content.practice] : []),
    [t.criteria, ...content.criteria.map((line) => `- ${line}`)].join('\n'),
    `${t.open}\n${ownUrl}`,
    [t.whatNext, ...t.steps.map((step, index) => `${index + 1}. ${step}`)].join('\n'),
    t.private,
    `${t.record}\n${content.recordUrl}`,
    `${t.verify}\n${content.verifyUrl}`,
    t.why(view.group.name),
  ].join('\n\n')
}

function asHtml(content: Content, { language, view, ownUrl }: AwardLetter): Html {
  const t = texts[language].letters
  const body = html`<p style="${style.paragraph}">${content.hello}</p>
    <h1 style="${style.title}">${content.received}</h1>
    <p align="center" style="margin:0 0 16px">
      <img
        src="cid:badge@cordee"
        width="240"
        height="240"
        alt="${altOf(view.achievement, language)}"
        style="display:inline-block;border:0"
      />
    </p>
    <p style="${style.paragraph}">${content.how}</p>
    <p style="${style.note}">${content.given}</p>
    ${content.practice ? html`<p style="${style.notice}">${content.practice}</p>` : ''}
    <p align="center" style="margin:24px 0">
      <a href="${ownUrl}" style="${style.button}">${t.open}</a>
    </p>
    <h2 style="${style.heading}">${t.criteria}</h2>
    <ul style="margin:0 0 16px;padding-left:22px;${style.ink}">
      ${content.criteria.map((line) => html`<li style="margin:0 0 6px">${line}</li>`)}
    </ul>
    <h2 style="${style.heading}">${t.whatNext}</h2>
    <ol style="margin:0 0 16px;padding-left:22px;${style.ink}">
      ${t.steps.map((step) => html`<li style="margin:0 0 6px">${step}</li>`)}
    </ol>
    <p style="${style.note}">${t.private}</p>
    <p style="${style.paragraph}">
      <a href="${content.recordUrl}" style="${style.link}">${t.record}</a><br /><a
        href="${content.verifyUrl}"
        style="${style.link}"
        >${t.verify}</a
      >
    </p>`
  const subject = t.subject(view.achievement.name[language])
  return letterFrame({ language, subject, body, foot: t.why(view.group.name) })
}
