import type { FastifyRequest } from 'fastify'

/** The offer that an Accept header likes best; of equals, the one it names, then the first. Undefined: none of them. */
export function preferred<Offer extends string>(
  accept: string | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  if (accept === undefined || accept.trim() === '') return offers[0]
  const ranges = accept.split(',').map(readRange)
  const liked = offers
    .map((offer) => ({ offer, ...weigh(offer, ranges) }))
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality || b.exactness - a.exactness)
  return liked[0]?.offer
}

/** Whether a client is a program rather than a browser. Whoever says nothing is answered as it asked. */
export function wantsJson(request: FastifyRequest): boolean {
  if (isDocument(request.url)) return true
  const offers = sendsJson(request)
    ? (['application/json', 'text/html'] as const)
    : (['text/html', 'application/json'] as const)
  const json = preferred(request.headers.accept, [...offers, ...furtherJson])
  return json !== undefined && json !== 'text/html'
}

export function sendsJson({ headers }: FastifyRequest): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '')
}

/** The path without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

const furtherJson = [
  'application/problem+json',
  'application/ld+json',
  'application/vc+ld+json',
  'application/vc',
] as const

interface Range {
  readonly type: string
  readonly quality: number
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const given = parameters.find((parameter) => parameter.startsWith('q='))
  const quality = given === undefined ? 1 : Number(given.slice(2))
  return { type, quality: Number.isNaN(quality) ? 0 : quality }
}

function weigh(offer: string, ranges: readonly Range[]): { quality: number; exactness: number } {
  const family = `${offer.slice(0, offer.indexOf('/'))}/*`
  const wanted = [offer, family, '*/*']
  for (const [index, type] of wanted.entries()) {
    const range = ranges.find((one) => one.type === type)
    if (range) return { quality: range.quality, exactness: wanted.length - index }
  }
  return { quality: 0, exactness: 0 }
}

function isDocument(url: string): boolean {
  return /\.(?:json|jwt|png|svg)$|^\/(?:status|ob2)\//.test(pathOf(url))
}
