import type { Input } from './components.ts'
import { isRequired, standingIn } from './read.ts'
import type { Attachment, World } from './world.ts'

/** A file that somebody chooses. */
export interface ChosenFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** What somebody fills in: words, the label or value of a choice, people or roles (several of them), files. */
export type FilledIn = string | readonly (string | { readonly id: string } | ChosenFile)[]

export interface Filled {
  /** As it stands in the payload. */
  readonly component: Readonly<Record<string, unknown>>
  readonly values: readonly string[]
  readonly files: readonly Attachment[]
}

/** The input as the modal's payload brings it. Throws where the client would not let it be sent. */
export function filledIn(world: World, input: Input, given: FilledIn | undefined): Filled {
  const { type, custom_id, id } = input
  const about = { type, custom_id, id }
  if (input.type === 4) {
    const value = given === undefined ? standingIn(input).join('\n') : wordsOf(given).join('\n')
    checkText(input, value)
    return { component: { ...about, value }, values: [value], files: [] }
  }
  if (input.type === 23) {
    const value = given === undefined ? input.default === true : wordsOf(given)[0] === 'true'
    return { component: { ...about, value }, values: [String(value)], files: [] }
  }
  const files = input.type === 19 ? filesOf(given).map((file) => handIn(world, input, file)) : []
  const values =
    input.type === 19
      ? files.map(({ id: fileId }) => fileId)
      : given === undefined
        ? standingIn(input)
        : chosen(input, wordsOf(given))
  checkNumber(input, values.length)
  if (input.type === 21) return { component: { ...about, value: values[0] ?? null }, values, files }
  return { component: { ...about, values }, values, files }
}

/** The values of a select or a group, by their values or labels. */
export function chosen(
  input:
    | { readonly options?: readonly { readonly label: string; readonly value: string }[] }
    | Input,
  words: readonly string[],
): readonly string[] {
  if (!('options' in input) || !input.options) return words.filter((word) => word !== '')
  const { options } = input
  return words
    .filter((word) => word !== '')
    .map((word) => {
      const found = options.find(({ label, value }) => value === word || label === word)
      if (!found)
        throw new Error(
          `There is no choice “${word}” in ${options.map((one) => one.label).join()}.`,
        )
      return found.value
    })
}

function checkText(input: Input & { readonly type: 4 }, value: string): void {
  const { custom_id, min_length = 0, max_length = 4000 } = input
  if (isRequired(input) && value === '') throw new Error(`${custom_id} is required.`)
  if (value !== '' && value.length < min_length) throw new Error(`${custom_id} is too short.`)
  if (value.length > max_length) throw new Error(`${custom_id} is too long.`)
  if (input.style === 1 && value.includes('\n')) throw new Error(`${custom_id} is one line.`)
}

function checkNumber(input: Input, count: number): void {
  const { custom_id } = input
  if (isRequired(input) && count === 0) throw new Error(`${custom_id} is required.`)
  const min = ('min_values' in input ? input.min_values : undefined) ?? 1
  const max = ('max_values' in input ? input.max_values : undefined) ?? defaultMost(input)
  if (count > 0 && count < min) throw new Error(`${custom_id}: at least ${min}.`)
  if (count > max) throw new Error(`${custom_id}: at most ${max}.`)
}

function defaultMost(input: Input): number {
  return input.type === 22 ? input.options.length : 1
}

function wordsOf(given: FilledIn): readonly string[] {
  if (typeof given === 'string') return [given]
  return given.flatMap((one) => {
    if (typeof one === 'string') return [one]
    return 'id' in one ? [one.id] : []
  })
}

function filesOf(given: FilledIn | undefined): readonly ChosenFile[] {
  if (given === undefined || typeof given === 'string') return []
  return given.flatMap((one) => (typeof one === 'object' && 'bytes' in one ? [one] : []))
}

// Discord looks at the name's ending alone.
function handIn(world: World, input: Input, { name, type, bytes }: ChosenFile): Attachment {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase()
  const allowed = input.type === 19 ? input.file_types : undefined
  const isImage = ['.png', '.jpg', '.jpeg', '.gif', '.webp'].includes(ending)
  if (allowed && !allowed.includes(ending) && !(isImage && allowed.includes('image')))
    throw new Error(`${name} is not offered.`)
  return world.attach({ filename: name, type, bytes, description: undefined, ephemeral: true })
}
