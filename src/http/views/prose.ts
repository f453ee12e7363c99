import { html, type Html } from '#src/html.ts'

/** What somebody wrote: lines kept, web addresses made into links, everything else shown as typed. */
export function prose(text: string): Html {
  const lines = text.trim().split(/\n+/)
  return html`${lines.map((line) => html`<p>${linked(line)}</p>`)}`
}

/** One line with its web addresses as links. */
export function linked(line: string): Html {
  const pieces = line.split(/(https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]])/g)
  // Splitting by a group puts what the group caught at the odd places.
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? outward(piece, piece) : piece))}`
}

/** A link to a place that others chose: only the web, and nothing of ours is told to it. */
export function outward(url: string, label: string): Html {
  const href = webAddress(url)
  if (href === undefined) return html`${label}`
  return html`<a href="${href}" rel="nofollow noopener noreferrer">${label}</a>`
}

/** The address when it leads to the web, and nothing for `javascript:` and the like. */
export function webAddress(url: string): string | undefined {
  const parsed = URL.parse(url)
  return parsed && ['https:', 'http:'].includes(parsed.protocol) ? url : undefined
}

/** An address of our own without its host, so that pages work under every name the service is reached by. */
export function ownPath(baseUrl: string, url: string): string {
  return url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url
}
