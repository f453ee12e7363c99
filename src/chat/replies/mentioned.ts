import type { App } from '#src/app/app.ts'
import { type Group, memberOfRef } from '#src/app/find-actor.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { folded } from '#src/chat/folded.ts'

/** What was typed, without those who are mentioned in it. */
export interface Mentioned {
  /** Ids of those of them who can be proposed in the group. */
  readonly people: readonly string[]
  /** The references themselves, whoever they belong to. */
  readonly refs: readonly string[]
  readonly words: string
}

/** Takes the people out of a line: `@slack:T1/U1` as a platform names them, or a name after `@`. */
export async function mentionedIn(app: App, group: Group, line: string): Promise<Mentioned> {
  if (!line.includes('@')) return { people: [], refs: [], words: line }
  const { people } = await proposables(app, group)
  const { refs, words } = withoutRefs(line)
  const found = new Set<string>()
  for (const ref of refs) {
    const id = await memberOfRef(app, group, ref)
    if (people.some((one) => one.id === id) && id !== undefined) found.add(id)
  }
  const rest: string[] = []
  for (let at = 0; at < words.length;) {
    const named = namedAt(words, at, people)
    if (named) for (const id of named.ids) found.add(id)
    else rest.push(words[at] ?? '')
    at += named?.length ?? 1
  }
  return { people: [...found], refs, words: rest.join(' ') }
}

/** The words of a line but for the references in it. */
export function withoutRefs(line: string): {
  readonly refs: readonly string[]
  readonly words: readonly string[]
} {
  const all = line.split(/\s+/).filter(Boolean)
  return {
    refs: all.filter(isRef).map((word) => word.slice(1)),
    words: all.filter((word) => !isRef(word)),
  }
}

function isRef(word: string): boolean {
  return /^@[a-z]+:\S+$/.test(word)
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Whose name stands there, and how many words it takes: the longest counts. Two people of one name are nobody. */
function namedAt(
  words: readonly string[],
  at: number,
  people: readonly Named[],
): { readonly ids: readonly string[]; readonly length: number } | undefined {
  if (!words[at]?.startsWith('@')) return undefined
  const fitting = people.flatMap(({ id, name }) => {
    const { length } = name.trim().split(/\s+/)
    const typed = words.slice(at, at + length).join(' ')
    return sameName(typed.slice(1), name) ? [{ id, length }] : []
  })
  const length = Math.max(0, ...fitting.map((one) => one.length))
  const ids = fitting.filter((one) => one.length === length).map(({ id }) => id)
  return ids.length > 0 ? { ids: ids.length === 1 ? ids : [], length } : undefined
}

function sameName(typed: string, name: string): boolean {
  return folded(typed.replace(/[,;:.]+$/, '')) === folded(name.trim().replaceAll(/\s+/g, ' '))
}
