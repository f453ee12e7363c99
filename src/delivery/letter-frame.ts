import { html, type Html } from '#src/html.ts'

// Mail programs know little CSS and no style sheet: one table, and styles on each element.
const ink = 'color:#1d2b26'
const quiet = 'color:#4d5b55;font-size:15px'

/** The styles that letters share. */
export const letterStyles = {
  ink,
  quiet,
  title: `margin:0 0 16px;font-size:24px;line-height:1.3;${ink}`,
  heading: `margin:24px 0 8px;font-size:19px;${ink}`,
  paragraph: `margin:0 0 16px;${ink}`,
  note: `margin:0 0 16px;${quiet}`,
  notice: `margin:0 0 16px;padding:12px 16px;background:#fdf0d5;border-radius:8px;${ink}`,
  link: 'color:#1f4d3a',
  button:
    'display:inline-block;padding:14px 24px;border-radius:8px;background:#1f4d3a;color:#ffffff;font-weight:bold;text-decoration:none',
} as const

/** A letter in HTML: one column on paper-coloured ground, and why it was sent at its foot. */
export function letterFrame({
  language,
  subject,
  body,
  foot,
}: {
  readonly language: string
  readonly subject: string
  readonly body: Html
  readonly foot: string
}): Html {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>${subject}</title>
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
                  <td style="padding:32px 28px 8px">${body}</td>
                </tr>
                <tr>
                  <td style="padding:16px 28px 28px;border-top:1px solid #e6ded0;${quiet}">
                    ${foot}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`
}
