import { createHash, randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { evidenceLimits } from '#src/app/evidence-files.ts'
import { hash } from '#src/app/fresh.ts'
import { roomRef } from '#src/app/join-room.ts'
import { isTrainer } from '#src/app/roles.ts'
import type { Interaction, Language } from '#src/chat/contract.ts'
import { sendsJson } from '../negotiate.ts'
import { cleanText } from './clean-text.ts'
import { type FormLimits, readAs, readForm, type SentFile, type SentForm } from './read-form.ts'
import type { Insider } from './visitor.ts'

/** What a member did, and the files that came with it. */
export interface Deed {
  readonly interaction: Interaction
  /** By the name of their field; empty for everything but a form. */
  readonly files: readonly SentFile[]
}

/** What a member did, from JSON or from a form. Ends the request with 422, naming the field that is wrong. */
export async function readInteraction(
  request: FastifyRequest,
  { room, member }: Insider,
  language: Language,
): Promise<Deed> {
  const sent = sendsJson(request) ? undefined : await readForm(request, limitsFor(member))
  const { id, ...done } = readAs(deed, sent ? fromForm(sent.fields) : request.body)
  const files = done.kind === 'submit' && sent ? filesIn(sent) : []
  const given = id ?? readAs(idempotencyKey, request.headers['idempotency-key'])
  const interaction: Interaction = {
    id:
      given === undefined ? randomUUID() : eventId(member.id, given, { ...done, ...digest(files) }),
    by: { ref: roomRef(member.id), name: member.name },
    workspace: roomRef(room.workspaceId),
    channel: roomRef(room.code),
    language,
    ...done,
  }
  return { interaction, files }
}

// Only trainers open votes, and only what opens a vote takes files: those of others are passed over. A little more than may be
// kept is read, so that what is kept can say what is wrong.
function limitsFor(member: Insider['member']): FormLimits {
  const fieldSize = 16 * 1024
  if (!isTrainer(member)) return { fieldSize, fileSize: 0 }
  const { each, files, together } = evidenceLimits
  return {
    fieldSize,
    fileSize: each + 1,
    several: { files: files + 1, together: together + 1 },
  }
}

function filesIn({ files }: SentForm): readonly SentFile[] {
  return files
    .filter(({ field }) => field.startsWith(prefix))
    .map((file) => ({ ...file, field: file.field.slice(prefix.length) }))
}

// The same files sent again are the same deed, though they are kept under other ids.
function digest(files: readonly SentFile[]): { readonly files?: readonly string[] } {
  return files.length === 0
    ? {}
    : { files: files.map(({ field, bytes }) => `${field} ${hash(bytes)}`) }
}

// The member's own: nobody can use up an id that somebody else's program chose. And of this content: a ballot that was
// changed and sent again with its form's old id, as after the browser's Back, is a ballot of its own.
function eventId(memberId: string, given: string, done: object): string {
  const content = createHash('sha256').update(JSON.stringify(done)).digest('base64url').slice(0, 22)
  return `${memberId}:${given}:${content}`
}

const id = z.string().regex(/^[\w.:-]{1,100}$/)
// A string of RFC 9651, hence with quotes; most programs leave them out.
const idempotencyKey = z
  .string()
  .transform((value) => value.trim().replaceAll(/^"|"$/g, ''))
  .pipe(id)
  .optional()
const name = z.string().min(1).max(300).transform(cleanText)
const text = z.string().max(10_000).transform(cleanText)
const fieldName = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,99}$/)
const several = z
  .array(text)
  .max(2000)
  .transform((lines) => lines.join('\n'))
const ref = z.templateLiteral([z.string(), ':', z.string()])

const deed = z.discriminatedUnion('kind', [
  z.strictObject({
    id: id.optional(),
    kind: z.literal('command'),
    text: z.string().max(2000).transform(cleanText),
  }),
  z.strictObject({
    id: id.optional(),
    kind: z.literal('press'),
    action: name,
    message: ref.exactOptional(),
  }),
  z.strictObject({
    id: id.optional(),
    kind: z.literal('submit'),
    form: name,
    fields: z.record(fieldName, z.union([text, several])),
  }),
])

const prefix = 'field.'

// The form says by `kind` what it is; what else a browser sends along, such as the pressed button's name, is left out.
function fromForm(sent: Readonly<Record<string, string>>): unknown {
  const { kind, text: typed, action, message, form } = sent
  const known = sent['id'] ? { id: sent['id'] } : {}
  switch (kind) {
    case 'command':
      return { ...known, kind, text: typed }
    case 'press':
      return { ...known, kind, action, ...(message ? { message } : {}) }
    case 'submit':
      return { ...known, kind, form, fields: fieldsIn(sent) }
    case undefined:
    default:
      return { kind }
  }
}

function fieldsIn(sent: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const fields = Object.entries(sent).filter(([key]) => key.startsWith(prefix))
  return Object.fromEntries(fields.map(([key, value]) => [key.slice(prefix.length), value]))
}
