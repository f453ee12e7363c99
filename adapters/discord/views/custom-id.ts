import { limits } from './limits.ts'
import { wholeOrUnfit } from './unfit.ts'

/** What a button, a select or a modal of ours carries through Discord and back. */
export type Carried =
  /** A button of a message. */
  | { readonly verb: 'p'; readonly guild: string; readonly action: string }
  /** Does what a button does, and opens another page than the first of the form that it gives. */
  | { readonly verb: 'w'; readonly guild: string; readonly page: number; readonly action: string }
  /** Opens a page of a form that was kept. */
  | { readonly verb: 'o'; readonly guild: string; readonly draft: string; readonly page: number }
  /** Sends off what is filled in. */
  | { readonly verb: 's'; readonly guild: string; readonly draft: string }
  /** In a list to pick from: a select (`row` says which) or a button that turns to another page of it. */
  | {
      readonly verb: 'k'
      readonly guild: string
      readonly draft: string
      readonly page: number
      readonly row?: number
    }
  /** A page of a form, as it was sent. */
  | { readonly verb: 'f'; readonly guild: string; readonly draft: string; readonly page: number }
  /** "I am in this group", of a channel; perhaps only for those who have a role. */
  | {
      readonly verb: 'j'
      readonly guild: string
      readonly channel: string
      readonly role: string | undefined
    }

/** Throws `Unfit` when it is longer than Discord takes. */
export function customId(carried: Carried): string {
  const text = `b1:${carried.verb}:${carried.guild}:${restOf(carried)}`
  return wholeOrUnfit('A custom_id', text, limits.customId)
}

/** Undefined: not ours, or of another version. */
export function readCustomId(text: string): Carried | undefined {
  const [, verb = '', guild = '', rest = ''] = /^b1:([a-z]):(\d{1,20}):(.+)$/s.exec(text) ?? []
  const [, first = '', second = '', row] =
    /^([\w-]{1,64})(?::(\d{1,20})(?:\.(\d{1,3}))?)?$/.exec(rest) ?? []
  switch (verb) {
    case 'p':
      return { verb, guild, action: rest }
    case 'w': {
      const [, page = '', action = ''] = /^(\d{1,3}):(.+)$/s.exec(rest) ?? []
      return action === '' ? undefined : { verb, guild, page: Number(page), action }
    }
    case 'o':
    case 'f':
      return second === '' || row !== undefined
        ? undefined
        : { verb, guild, draft: first, page: Number(second) }
    case 's':
      return first === '' || second !== '' ? undefined : { verb, guild, draft: first }
    case 'k':
      if (second === '') return undefined
      return {
        verb,
        guild,
        draft: first,
        page: Number(second),
        ...(row === undefined ? {} : { row: Number(row) }),
      }
    case 'j':
      return /^\d+$/.test(first) && second !== '' && row === undefined
        ? { verb, guild, channel: first, role: second === '0' ? undefined : second }
        : undefined
    default:
      return undefined
  }
}

function restOf(carried: Carried): string {
  switch (carried.verb) {
    case 'p':
      return carried.action
    case 'w':
      return `${carried.page}:${carried.action}`
    case 'o':
    case 'f':
      return `${carried.draft}:${carried.page}`
    case 's':
      return carried.draft
    case 'k':
      return `${carried.draft}:${carried.page}${carried.row === undefined ? '' : `.${carried.row}`}`
    case 'j':
      return `${carried.channel}:${carried.role ?? '0'}`
  }
}
