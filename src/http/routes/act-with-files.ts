import { type EvidenceRefusal, takeEvidenceFile } from '#src/app/evidence-files.ts'
import { accept, type Outcome } from '#src/domain/outcome.ts'
import type { Interaction, Reply } from '#src/chat/contract.ts'
import { formAgain } from '#src/chat/replies/refusal.ts'
import type { SentFile } from './read-form.ts'
import type { Insider } from './visitor.ts'
import type { Web } from './web.ts'

export type Submission = Extract<Interaction, { kind: 'submit' }>

/** Keeps the files that came with a form, and hands the form over with their ids; a file that is not taken gives the form back. */
export async function actWithFiles(
  web: Web,
  {
    insider,
    interaction,
    files,
  }: {
    readonly insider: Insider
    readonly interaction: Submission
    readonly files: readonly SentFile[]
  },
): Promise<{ readonly interaction: Submission; readonly answer: Reply }> {
  const kept = await keepEach(web, insider, files)
  const done = { ...interaction, fields: withIds(interaction.fields, kept.ids) }
  if (kept.outcome.ok) return { interaction: done, answer: await web.room.act(done) }
  const { refusal } = kept.outcome
  const opened = await web.room.act({ ...interaction, ...reopening, id: web.app.newId() })
  if (!('form' in opened)) return { interaction: done, answer: opened }
  const again = { form: opened.form, fields: done.fields }
  return { interaction: done, answer: formAgain(interaction.language, refusal, again) }
}

// The one form that takes files.
const reopening = { kind: 'command', text: '/badge propose' } as const

interface Kept {
  /** By the name of the field. */
  readonly ids: ReadonlyMap<string, readonly string[]>
  readonly outcome: Outcome<unknown, EvidenceRefusal>
}

// The good ones are kept even where one is not: whoever corrects the form need not send them again.
async function keepEach(
  { app }: Web,
  { member: { workspaceId, id: by } }: Insider,
  files: readonly SentFile[],
): Promise<Kept> {
  const ids = new Map<string, readonly string[]>()
  let outcome: Kept['outcome'] = accept(undefined)
  for (const file of files) {
    const taken = await takeEvidenceFile(app, { workspaceId, file, by })
    if (taken.ok) ids.set(file.field, [...(ids.get(file.field) ?? []), taken.value.id])
    else outcome = taken
  }
  return { ids, outcome }
}

function withIds(fields: Submission['fields'], ids: Kept['ids']): Submission['fields'] {
  const joined = [...ids].map(([name, added]) => {
    const before = fields[name] ? [fields[name]] : []
    return [name, [...before, ...added].join('\n')] as const
  })
  return { ...fields, ...Object.fromEntries(joined) }
}
