import { type Element, type Option, optionsOf } from './blocks.ts'
import { filePayload } from './payloads.ts'
import type { SlackFile, Team, World } from './world.ts'

/** A file that somebody chooses. */
export interface ChosenFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** What somebody fills in: words, the label or value of a choice (several of them), files. */
export type FilledIn = string | readonly string[] | readonly ChosenFile[]

/** The input's state after that was filled in. Throws where a person could not do it. */
export function filledIn(
  { world, team, userId }: { readonly world: World; readonly team: Team; readonly userId: string },
  element: Element,
  given: FilledIn,
  offered: readonly Option[] = optionsOf(element),
): Readonly<Record<string, unknown>> {
  const words = wordsOf(given)
  const pick = (one: string) => {
    const found = offered.find(({ value, text }) => value === one || text.text === one)
    if (!found)
      throw new Error(
        `There is no choice “${one}” among ${offered.map(({ value }) => value).join(', ')}.`,
      )
    return found
  }
  switch (element.type) {
    case 'radio_buttons':
    case 'static_select':
    case 'external_select':
      return { selected_option: words[0] === undefined || words[0] === '' ? null : pick(words[0]) }
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      if (words.length > (element.max_selected_items ?? Infinity))
        throw new Error(`At most ${element.max_selected_items} may be chosen.`)
      return { selected_options: words.map(pick) }
    case 'users_select':
      return { selected_user: words[0] ?? null }
    case 'multi_users_select':
      return { selected_users: words }
    case 'conversations_select':
      return { selected_conversation: words[0] ?? null }
    case 'multi_conversations_select':
      return { selected_conversations: words }
    case 'multi_channels_select':
      return { selected_channels: words }
    case 'channels_select':
      return { selected_channel: words[0] ?? null }
    case 'datepicker':
      return { selected_date: words[0] ?? null }
    case 'timepicker':
      return { selected_time: words[0] ?? null }
    case 'datetimepicker':
      return { selected_date_time: words[0] === undefined ? null : Number(words[0]) }
    case 'file_input':
      return {
        files: filesOf(given, element).map((file) => handedIn({ world, team, userId }, file)),
      }
    default:
      return { value: words.join('\n') === '' ? null : words.join('\n') }
  }
}

/** Why Slack's own form does not let it through; undefined: it does. */
export function lengthProblem(
  { min_length = 0, max_length = 3000, type }: Element,
  value: unknown,
): string | undefined {
  if (type !== 'plain_text_input' || typeof value !== 'string') return undefined
  if (value.length < min_length) return `Please enter at least ${min_length} characters.`
  if (value.length > max_length) return `Please enter at most ${max_length} characters.`
  return undefined
}

function wordsOf(given: FilledIn): readonly string[] {
  if (typeof given === 'string') return [given]
  return given.flatMap((one) => (typeof one === 'string' ? [one] : []))
}

function filesOf(given: FilledIn, { max_files = 10, filetypes }: Element): readonly ChosenFile[] {
  const files =
    typeof given === 'string' ? [] : given.flatMap((one) => (typeof one === 'string' ? [] : [one]))
  if (files.length > max_files) throw new Error(`At most ${max_files} files may be chosen.`)
  for (const { name } of files) {
    const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
    if (filetypes && !filetypes.includes(ending)) throw new Error(`${name} is not offered.`)
  }
  return files
}

function handedIn(
  { world, team, userId }: { readonly world: World; readonly team: Team; readonly userId: string },
  { name, type, bytes }: ChosenFile,
) {
  const file: SlackFile = {
    id: world.id('F'),
    teamId: team.id,
    name,
    userId,
    altText: undefined,
    length: bytes.length,
    title: name,
    type,
    bytes,
    completed: true,
    shares: [],
  }
  world.files.set(file.id, file)
  return filePayload(world, file)
}
