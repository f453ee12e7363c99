/** Somebody, a role or everybody, as a text mentions them. */
export interface Mention {
  readonly kind: 'users' | 'roles' | 'everyone'
  readonly id: string
}

export interface ReadText {
  /** As it stands before its reader. */
  readonly text: string
  readonly mentions: readonly Mention[]
  /** The addresses that may be opened. */
  readonly links: readonly string[]
}

/** The names by which mentions are shown. */
export type NameOf = (kind: 'user' | 'role' | 'channel', id: string) => string | undefined

interface Reading {
  readonly nameOf: NameOf
  readonly mentions: Mention[]
  readonly links: string[]
}

/** Reads Discord's markdown as its clients do: marks go, escaped signs stay. */
export function readMarkdown(source: string, nameOf: NameOf = () => undefined): ReadText {
  const reading: Reading = { nameOf, mentions: [], links: [] }
  return { text: read(source, reading), mentions: reading.mentions, links: reading.links }
}

type Rule = readonly [RegExp, (match: RegExpExecArray, reading: Reading) => string]

const inner = (index: number) => (match: RegExpExecArray, reading: Reading) =>
  read(match[index] ?? '', reading)

// In the order in which Discord tries them at each place.
const rules: readonly Rule[] = [
  [/\\([^0-9A-Za-z\s])/y, ([, sign = '']) => sign],
  [/```(?:[a-z]*\n)?([^]+?)```/y, ([, code = '']) => code],
  [/`([^`]+)`/y, ([, code = '']) => code],
  [/<(https?:\/\/[^\s<>]+)>/y, ([, url = ''], reading) => link(url, url, reading)],
  [/https?:\/\/[^\s<]*[^\s<.,:;"'\])]/y, ([url], reading) => link(url, url, reading)],
  [
    /\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    (match, reading) => link(match[2] ?? '', inner(1)(match, reading), reading),
  ],
  [/<@!?(\d+)>/y, ([, id = ''], reading) => mention({ kind: 'users', id }, reading)],
  [/<@&(\d+)>/y, ([, id = ''], reading) => mention({ kind: 'roles', id }, reading)],
  [
    /@(everyone|here)/y,
    ([all, id = ''], reading) => {
      reading.mentions.push({ kind: 'everyone', id })
      return all
    },
  ],
  [/<#(\d+)>/y, ([, id = ''], { nameOf }) => `#${nameOf('channel', id) ?? id}`],
  [/<t:(-?\d+)(?::[tTdDfFR])?>/y, ([, seconds]) => new Date(Number(seconds) * 1000).toISOString()],
  [/<\/([^:>]+):\d+>/y, ([, name = '']) => `/${name}`],
  [/<a?(:\w+:)\d+>/y, ([, name = '']) => name],
  [/\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, inner(1)],
  [/__((?:\\[^]|[^\\])+?)__(?!_)/y, inner(1)],
  [/~~((?:\\[^]|[^\\])+?)~~/y, inner(1)],
  [/\|\|((?:\\[^]|[^\\])+?)\|\|/y, inner(1)],
  [/\*(?=\S)((?:\\[^]|[^*\\])+?)\*(?!\*)/y, inner(1)],
  [/_((?:\\[^]|[^_\\])+?)_(?!\w)/y, inner(1)],
  // Words are taken whole, so that a_b_c keeps its lines.
  [/[\p{L}\p{N}]+_?(?=[\p{L}\p{N}])/uy, ([word]) => word],
]

const blocks: readonly Rule[] = [
  [/ {0,3}(?:#{1,3}|-#|>{1,3})[ ]+/y, () => ''],
  [/( *)[-*][ ]+/y, ([, indent = '']) => `${indent}• `],
]

function read(source: string, reading: Reading): string {
  let text = ''
  for (let at = 0; at < source.length;) {
    const atStart = at === 0 || source[at - 1] === '\n'
    const found = first(atStart ? [...blocks, ...rules] : rules, source, at)
    text += found ? found.rule(found.match, reading) : source[at]
    at += found ? found.match[0].length : 1
  }
  return text
}

function first(all: readonly Rule[], source: string, at: number) {
  for (const [pattern, rule] of all) {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (match && match[0].length > 0) return { match, rule }
  }
  return undefined
}

function link(url: string, shown: string, { links }: Reading): string {
  links.push(url)
  return shown
}

function mention(one: Mention, { mentions, nameOf }: Reading): string {
  mentions.push(one)
  return `@${nameOf(one.kind === 'users' ? 'user' : 'role', one.id) ?? one.id}`
}
