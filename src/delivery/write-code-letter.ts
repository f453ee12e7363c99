import type { CodeLetter } from '#src/app/code-letter.ts'
import { html, type Html } from '#src/html.ts'
import { texts } from '#src/texts/texts.ts'
import { letterFrame, letterStyles as style } from './letter-frame.ts'
import type { Letter } from './mailer.ts'

/**
 * The letter that brings a code. Nothing in it was written by people, their names neither: whoever asks may name any address,
 * and so would send any words to anybody.
 */
export function writeCodeLetter(
  letter: CodeLetter,
  { id, baseUrl }: { readonly id: string; readonly baseUrl: string },
): Letter {
  const { language, to } = letter
  const { host } = new URL(baseUrl)
  const { subject } = texts[language].letters.code
  return {
    id,
    to,
    toName: '',
    language,
    subject,
    text: asText(letter, host),
    html: asHtml(letter, host).toString(),
    attachments: [],
  }
}

// Three and three: read aloud and typed more easily.
function inTwo(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`
}

function asText({ language, code }: CodeLetter, host: string): string {
  const t = texts[language].letters.code
  return [t.hello, t.here, inTwo(code), t.how, t.notYou, t.why(host)].join('\n\n')
}

function asHtml({ language, code }: CodeLetter, host: string): Html {
  const t = texts[language].letters.code
  const body = html`<p style="${style.paragraph}">${t.hello}</p>
    <p style="${style.paragraph}">${t.here}</p>
    <p
      align="center"
      style="margin:24px 0;font-size:34px;line-height:1.3;letter-spacing:4px;font-weight:bold;${style.ink}"
    >
      ${inTwo(code)}
    </p>
    <p style="${style.paragraph}">${t.how}</p>
    <p style="${style.note}">${t.notYou}</p>`
  return letterFrame({ language, subject: t.subject, body, foot: t.why(host) })
}
