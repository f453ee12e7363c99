import { type KeptForm, keepForm, keptForm } from '#src/chat/adapting/form-drafts.ts'
import { NotNow, type Scene } from './ask.ts'
import type { Desk } from './desk.ts'

/** Keeps a form for whoever fills it in: what stands in it, a ballot perhaps, is nobody else's business. */
export function keepOwn(
  { book }: Pick<Desk, 'book'>,
  { workspace, by }: Pick<Scene, 'workspace' | 'by'>,
  { form, values }: KeptForm,
): Promise<string> {
  return keepForm(book, workspace, { form, values: { ...values, [ownerKey]: by.ref } })
}

/** Throws where it is not kept any more, or somebody else's. */
export async function ownForm(
  { book }: Pick<Desk, 'book'>,
  { workspace, by }: Pick<Scene, 'workspace' | 'by'>,
  draft: string,
): Promise<KeptForm> {
  const kept = await keptForm(book, workspace, draft)
  const { [ownerKey]: owner, ...values } = kept?.values ?? {}
  if (!kept || owner !== by.ref) throw new NotNow({ code: 'form-expired' })
  return { form: kept.form, values }
}

// No field is called so.
const ownerKey = ' of'
