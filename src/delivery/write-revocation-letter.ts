import type { RevocationLetter } from '#src/app/revocation-letter.ts'
import { html, type Html } from '#src/html.ts'
import { sayDay } from '#src/texts/dates.ts'
import { texts } from '#src/texts/texts.ts'
import { letterFrame, letterStyles as style } from './letter-frame.ts'
import type { Letter } from './mailer.ts'

/** The letter that says that a badge was taken back: why, what that means, and whom to ask. */
export function writeRevocationLetter(
  letter: RevocationLetter,
  { id }: { readonly id: string },
): Letter {
  const { language, to, toName, view } = letter
  const subject = texts[language].letters.revocation.subject(view.achievement.name[language])
  return {
    id,
    to,
    toName,
    language,
    subject,
    text: asText(letter),
    html: asHtml(letter, subject).toString(),
    attachments: [],
  }
}

function contentOf({ language, view, toName }: RevocationLetter) {
  const t = texts[language].letters
  const { revocation } = t
  const name = view.achievement.name[language]
  const isGroups = view.award.kind === 'group'
  const { issuer } = view
  return {
    hello: t.hello(toName),
    taken: isGroups
      ? revocation.groupTaken(name, issuer.name)
      : revocation.taken(name, issuer.name),
    given: revocation.given(sayDay(language, view.award.issuedAt)),
    means: isGroups ? revocation.groupMeans : revocation.means,
    ask: revocation.ask({ group: view.group.name, issuer: issuer.name, email: issuer.email }),
    why: t.why(view.group.name),
  }
}

function asText(letter: RevocationLetter): string {
  const t = texts[letter.language].letters.revocation
  const { hello, taken, given, means, ask, why } = contentOf(letter)
  return [
    hello,
    [taken, given].join('\n'),
    `${t.reason}\n${letter.reason}`,
    [t.whatItMeans, ...means.map((line) => `- ${line}`)].join('\n'),
    `${t.whomToAsk}\n${ask}`,
    `${t.open}\n${letter.pageUrl}`,
    why,
  ].join('\n\n')
}

function asHtml(letter: RevocationLetter, subject: string): Html {
  const { language, reason, pageUrl } = letter
  const t = texts[language].letters.revocation
  const { hello, taken, given, means, ask, why } = contentOf(letter)
  const body = html`<p style="${style.paragraph}">${hello}</p>
    <h1 style="${style.title}">${taken}</h1>
    <p style="${style.note}">${given}</p>
    <h2 style="${style.heading}">${t.reason}</h2>
    <p style="${style.notice}">${reason}</p>
    <h2 style="${style.heading}">${t.whatItMeans}</h2>
    <ul style="margin:0 0 16px;padding-left:22px;${style.ink}">
      ${means.map((line) => html`<li style="margin:0 0 6px">${line}</li>`)}
    </ul>
    <h2 style="${style.heading}">${t.whomToAsk}</h2>
    <p style="${style.paragraph}">${ask}</p>
    <p align="center" style="margin:24px 0">
      <a href="${pageUrl}" style="${style.button}">${t.open}</a>
    </p>`
  return letterFrame({ language, subject, body, foot: why })
}
