import { z } from 'zod'
import {
  type Component,
  type Modal,
  messageComponents,
  modal,
  type Part,
  walk,
} from './components.ts'

/** Whether a message is made of components, text and pictures included. */
export const isComponentsV2 = 1 << 15
export const isEphemeral = 1 << 6

const v2Types: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 14, 17])

const snowflake = z.string().regex(/^\d{1,20}$/)
const body = z.looseObject({
  content: z.string().max(2000).nullish(),
  flags: z.int().optional(),
  components: messageComponents.max(40).optional(),
  nonce: z.union([z.string().max(25), z.int()]).optional(),
  enforce_nonce: z.boolean().optional(),
  embeds: z.array(z.unknown()).max(10).nullish(),
  sticker_ids: z.array(z.string()).nullish(),
  poll: z.unknown().optional(),
  allowed_mentions: z
    .strictObject({
      parse: z.array(z.enum(['users', 'roles', 'everyone'])).optional(),
      users: z.array(snowflake).max(100).optional(),
      roles: z.array(snowflake).max(100).optional(),
      replied_user: z.boolean().optional(),
    })
    .optional(),
  attachments: z
    .array(
      z.looseObject({
        id: z.union([z.string(), z.int()]),
        filename: z.string().optional(),
        description: z.string().max(1024).nullish(),
      }),
    )
    .max(10)
    .optional(),
  message_reference: z
    .looseObject({
      type: z.int().optional(),
      message_id: snowflake,
      fail_if_not_exists: z.boolean().optional(),
    })
    .optional(),
})
/** A message as an application sends it. */
export type MessageBody = z.output<typeof body>

export interface Around {
  /** Names of the files that come with it, by their number. */
  readonly files: ReadonlyMap<string, string>
  /** What it replaces. */
  readonly replaced?:
    | {
        readonly flags: number
        readonly attachments: readonly { readonly id: string; readonly filename: string }[]
      }
    | undefined
}

/** Reads a message and says all that is wrong with it. */
export function readMessageBody(
  given: unknown,
  around: Around,
): { readonly body: MessageBody; readonly problems: readonly string[] } {
  const read = body.safeParse(given ?? {})
  if (!read.success) return { body: {}, problems: issues(read.error) }
  return {
    body: read.data,
    problems: [...messageProblems(read.data, around), ...attachmentProblems(read.data, around)],
  }
}

function messageProblems(message: MessageBody, { replaced, files }: Around): readonly string[] {
  const { components = [], flags = replaced?.flags ?? 0 } = message
  const parts = walk(components)
  const isV2 = (flags & isComponentsV2) !== 0
  const wasV2 = ((replaced?.flags ?? 0) & isComponentsV2) !== 0
  const classic = ['content', 'embeds', 'poll', 'sticker_ids'].filter((key) =>
    isGiven(message[key]),
  )
  const texts = parts.reduce((sum, part) => sum + (part.type === 10 ? part.content.length : 0), 0)
  return [
    ...(isV2 ? classic.map((key) => `${key} is not allowed with IS_COMPONENTS_V2`) : []),
    ...when(
      !isV2 && parts.some(({ type }) => v2Types.has(type)),
      'a v2 component without the flag',
    ),
    ...when(wasV2 && !isV2, 'IS_COMPONENTS_V2 cannot be taken off'),
    ...when(parts.length > 40, `${parts.length} components, 40 at most, nested ones count`),
    ...when(texts > 4000, `${texts} characters of text, 4000 at most`),
    ...when(
      !message.allowed_mentions,
      'allowed_mentions is missing: everything that parses would ping',
    ),
    ...when(
      (message.allowed_mentions?.parse ?? []).some(
        (kind) => kind !== 'everyone' && isGiven(message.allowed_mentions?.[kind]),
      ),
      'allowed_mentions: who is named and everybody of that kind exclude each other',
    ),
    ...when(
      !replaced &&
        classic.length === 0 &&
        components.length === 0 &&
        files.size === 0 &&
        !isForward(message),
      'Cannot send an empty message (50006)',
    ),
    ...twice(parts),
  ]
}

function attachmentProblems(message: MessageBody, { files, replaced }: Around): readonly string[] {
  const listed = message.attachments ?? []
  const kept = (replaced?.attachments ?? []).filter(({ id }) =>
    listed.some((one) => String(one.id) === id),
  )
  const names = new Set([...files.values(), ...kept.map(({ filename }) => filename)])
  const unknown = listed.filter(
    ({ id }) => !files.has(String(id)) && !kept.some((one) => one.id === String(id)),
  )
  return [
    ...attachmentUrls(message.components ?? [])
      .filter((name) => !names.has(name))
      .map((name) => `attachment://${name} is neither uploaded nor listed again`),
    ...unknown.map(({ id }) => `attachment ${id} is neither uploaded nor there already`),
  ]
}

/** Reads a modal and says all that is wrong with it. */
export function readModal(given: unknown): {
  readonly modal: Modal | undefined
  readonly problems: readonly string[]
} {
  const read = modal.safeParse(given)
  if (!read.success) return { modal: undefined, problems: issues(read.error) }
  return { modal: read.data, problems: modalProblems(read.data) }
}

function modalProblems({ components }: Modal): readonly string[] {
  const parts = walk(components)
  return [
    ...twice(parts),
    ...parts.flatMap((part) => [
      ...numberProblems(part),
      ...when('disabled' in part && part.disabled === true, 'no disabled component in a modal'),
      ...when(
        part.type === 4 && (part.value?.length ?? 0) > (part.max_length ?? 4000),
        'a value longer than max_length',
      ),
    ]),
  ]
}

function numberProblems(part: Part): readonly string[] {
  if (!('min_values' in part) && !('max_values' in part)) return []
  const { min_values: min = 1, max_values: max = 'options' in part ? part.options.length : 25 } =
    part
  return [
    ...when(min === 0 && (part.required ?? true), 'min_values: 0 needs required: false'),
    ...when(min > max, 'min_values above max_values'),
  ]
}

function optionProblems(options: readonly { readonly value: string }[]): readonly string[] {
  return new Set(options.map(({ value }) => value)).size < options.length
    ? ['an option value is used twice']
    : []
}

/** What may not stand twice in one message or modal. */
function twice(parts: readonly Part[]): readonly string[] {
  const customIds = parts.flatMap((part) =>
    'custom_id' in part && part.custom_id !== undefined ? [part.custom_id] : [],
  )
  const ids = parts.flatMap(({ id }) => (id ? [id] : []))
  return [
    ...repeated(customIds).map((one) => `custom_id ${one} is used twice`),
    ...repeated(ids).map((one) => `id ${one} is used twice`),
    ...parts.flatMap((part) => ('options' in part ? optionProblems(part.options) : [])),
  ]
}

function repeated<Value>(values: readonly Value[]): readonly Value[] {
  return values.filter((one, index) => values.indexOf(one) !== index)
}

/** The names of the files that components show. */
export function attachmentUrls(components: readonly Component[]): readonly string[] {
  return walk(components)
    .flatMap((part) => {
      if (part.type === 11) return [part.media.url]
      if (part.type === 12) return part.items.map(({ media }) => media.url)
      return part.type === 13 ? [part.file.url] : []
    })
    .filter((url) => url.startsWith('attachment://'))
    .map((url) => url.slice('attachment://'.length))
}

function isGiven(value: unknown): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !(Array.isArray(value) && !value.length)
  )
}

function isForward({ message_reference: reference }: MessageBody): boolean {
  return reference?.type === 1
}

function when(isWrong: boolean, problem: string): readonly string[] {
  return isWrong ? [problem] : []
}

function issues({ issues: all }: z.ZodError): readonly string[] {
  return all.slice(0, 6).map(({ path, message }) => `${path.join('.')}: ${message}`)
}
