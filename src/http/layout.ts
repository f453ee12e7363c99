import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from './page-context.ts'
import { icon } from './views/icon.ts'
import { logo, ridge } from './views/logo.ts'

/** What a page puts in the frame that all pages share. */
export interface Page {
  readonly title: string
  readonly body: Html
  readonly description?: string | undefined
  /** Address of the picture that shows where the page is shared. */
  readonly image?: string | undefined
  /** Path of the websocket that keeps the page up to date. */
  readonly live?: string | undefined
  readonly wide?: boolean
  /** A screen for a whole room: nothing but the page's own content. */
  readonly bare?: boolean
  readonly head?: Html | undefined
}

/** The whole document of a page. */
export function layout(context: PageContext, page: Page): string {
  const { language } = context
  const document = html`<html lang="${language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      ${heading(context, page)}
    </head>
    <body
      data-words="${JSON.stringify(texts[language].pages.script)}"
      ${page.live !== undefined && html` data-live-from="${page.live}"`}
    >
      <a class="skip" href="#main">${texts[language].pages.frame.skip}</a>
      ${page.bare ? null : header(context)}
      <main id="main" tabindex="-1" class="${page.bare ? 'bare' : page.wide ? 'wide' : 'narrow'}">
        ${page.body}
      </main>
      ${page.bare ? null : footer(context)}
    </body>
  </html> `
  return `<!doctype html>\n${document.toString()}`
}

function heading(context: PageContext, { title, description, image, head }: Page): Html {
  const { baseUrl, path, language } = context
  const t = texts[language].pages.frame
  const whole = `${title} · Cordée`
  return html`<title>${whole}</title>
    <meta name="description" content="${description ?? t.what}" />
    <meta name="color-scheme" content="light dark" />
    <meta property="og:site_name" content="Cordée" />
    <meta property="og:type" content="website" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description ?? t.what}" />
    <meta property="og:url" content="${baseUrl}${path.split('?', 1)[0]}" />
    <meta property="og:locale" content="${language === 'fr' ? 'fr_FR' : 'en_GB'}" />
    ${image !== undefined && html`<meta property="og:image" content="${image}" />`}
    <link rel="alternate" hreflang="fr" href="${baseUrl}${inLanguage(path, 'fr')}" />
    <link rel="alternate" hreflang="en" href="${baseUrl}${inLanguage(path, 'en')}" />
    <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg" />
    <link
      rel="preload"
      as="font"
      type="font/ttf"
      href="/assets/fonts/atkinson-regular.ttf"
      crossorigin
    />
    <link rel="stylesheet" href="/assets/app.css" />
    <script type="module" src="/assets/app.js"></script>
    ${head}`
}

function header({ language, path, roomCode }: PageContext): Html {
  const t = texts[language].pages.frame
  const other = language === 'fr' ? 'en' : 'fr'
  return html`<header class="top">
    <a class="brand" href="/" aria-label="${t.logo}">${logo} <span>Cordée</span></a>
    <nav aria-label="${t.nav}">
      ${roomCode !== undefined && html`<a href="/rooms/${roomCode}">${icon('messages-square')} <span>${t.room}</span></a>`}
      <a href="/verify">${icon('badge-check')} <span>${t.verify}</span></a>
      <a href="${inLanguage(path, other)}" lang="${other}" hreflang="${other}"
        >${icon('languages')} <span>${t.otherLanguage}</span></a
      >
    </nav>
  </header>`
}

function footer({ language }: PageContext): Html {
  const t = texts[language].pages.frame
  return html`<footer class="foot">
    ${ridge}
    <div class="foot-words">
      <p class="motto">${t.motto}</p>
      <p>${t.what}</p>
      <p>${t.practice}</p>
      <p><a href="/verify">${t.verify}</a></p>
    </div>
  </footer>`
}

/** The same page in another language. */
function inLanguage(path: string, language: 'fr' | 'en'): string {
  const [before = '/', query = ''] = path.split('?', 2)
  const asked = new URLSearchParams(query)
  asked.set('lang', language)
  return `${before}?${asked.toString()}`
}
