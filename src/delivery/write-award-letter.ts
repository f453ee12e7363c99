import type { AwardLetter } from '#src/app/award-letter.ts'
import { altOf } from '#src/app/award-facts.ts'
import { pictureName } from '#src/app/picture-name.ts'
import { html, type Html } from '#src/html.ts'
import { sayDay } from '#src/texts/dates.ts'
import { texts } from '#src/texts/texts.ts'
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
  return {
    hello: t.hello(toName),
    received: view.award.kind === 'group' ? t.groupReceived(name) : t.received(name),
    how: t.how({ cast, roll, group: view.group.name }),
    given: `${t.awardedBy(view.issuer.name)}, ${t.awardedOn(day)}`,
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

// Mail programs know little CSS and no style sheet: one table, and styles on each element.
const ink = 'color:#1d2b26'
const quiet = 'color:#4d5b55;font-size:15px'
const paragraph = `margin:0 0 16px;${ink}`
const button =
  'display:inline-block;padding:14px 24px;border-radius:8px;background:#1f4d3a;color:#ffffff;font-weight:bold;text-decoration:none'

function asHtml(content: Content, { language, view, ownUrl }: AwardLetter): Html {
  const t = texts[language].letters
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>${t.subject(view.achievement.name[language])}</title>
      </head>
      <body style="margin:0;padding:0;background:#f6f1e7">
        <table
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="background:#f6f1e7"
        >
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style="max-width:560px;background:#ffffff;border-radius:12px;font-family:Verdana,Arial,sans-serif;font-size:17px;line-height:1.55"
              >
                <tr>
                  <td style="padding:32px 28px 8px">
                    <p style="${paragraph}">${content.hello}</p>
                    <h1 style="margin:0 0 16px;font-size:24px;line-height:1.3;${ink}">
                      ${content.received}
                    </h1>
                    <p align="center" style="margin:0 0 16px">
                      <img
                        src="cid:badge@cordee"
                        width="240"
                        height="240"
                        alt="${altOf(view.achievement, language)}"
                        style="display:inline-block;border:0"
                      />
                    </p>
                    <p style="${paragraph}">${content.how}</p>
                    <p style="margin:0 0 16px;${quiet}">${content.given}</p>
                    ${content.practice ? html`<p style="margin:0 0 16px;padding:12px 16px;background:#fdf0d5;border-radius:8px;${ink}">${content.practice}</p>` : ''}
                    <p align="center" style="margin:24px 0">
                      <a href="${ownUrl}" style="${button}">${t.open}</a>
                    </p>
                    <h2 style="margin:24px 0 8px;font-size:19px;${ink}">${t.criteria}</h2>
                    <ul style="margin:0 0 16px;padding-left:22px;${ink}">
                      ${content.criteria.map((line) => html`<li style="margin:0 0 6px">${line}</li>`)}
                    </ul>
                    <h2 style="margin:24px 0 8px;font-size:19px;${ink}">${t.whatNext}</h2>
                    <ol style="margin:0 0 16px;padding-left:22px;${ink}">
                      ${t.steps.map((step) => html`<li style="margin:0 0 6px">${step}</li>`)}
                    </ol>
                    <p style="margin:0 0 16px;${quiet}">${t.private}</p>
                    <p style="${paragraph}">
                      <a href="${content.recordUrl}" style="color:#1f4d3a">${t.record}</a><br /><a
                        href="${content.verifyUrl}"
                        style="color:#1f4d3a"
                        >${t.verify}</a
                      >
                    </p>
                  </td>
                </tr>
                <tr>
                  <td style="padding:16px 28px 28px;border-top:1px solid #e6ded0;${quiet}">
                    ${t.why(view.group.name)}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`
}
