import { z } from 'zod'
import type { Drafts } from '#src/chat/chat-book.ts'
import type { Fields, Form, Ref } from '#src/chat/contract.ts'

/** A form with what is filled in so far. */
export interface KeptForm {
  readonly form: Form
  readonly values: Fields
}

/** Keeps it, since the inbox gives a form once: everything that is shown of it later is made of what is kept. */
export function keepForm(
  { drafts }: { readonly drafts: Drafts },
  workspace: Ref,
  { form, values }: KeptForm,
): Promise<string> {
  return drafts.keep(workspace, { ...values, [formKey]: JSON.stringify(form) })
}

/** Undefined: it is not kept any more. */
export async function keptForm(
  { drafts }: { readonly drafts: Drafts },
  workspace: Ref,
  draft: string,
): Promise<KeptForm | undefined> {
  const found = await drafts.find(workspace, draft)
  if (!found) return undefined
  const { [formKey]: form = '', ...values } = found
  return { form: formSchema.parse(JSON.parse(form)), values }
}

// No field is called so.
const formKey = ' form'

const choiceSchema = z.object({
  value: z.string(),
  label: z.string(),
  under: z.string().exactOptional(),
})

const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string().exactOptional(),
  required: z.boolean().exactOptional(),
  value: z.string().exactOptional(),
  advanced: z.boolean().exactOptional(),
  onlyIf: z.object({ field: z.string(), value: z.string() }).exactOptional(),
  kind: z.enum(['line', 'text', 'people', 'choice', 'options', 'choices', 'source', 'file']),
  choices: z.array(choiceSchema).exactOptional(),
  maxLength: z.number().exactOptional(),
  searched: z.boolean().exactOptional(),
})

const formSchema = z.object({
  name: z.string(),
  title: z.string(),
  intro: z.string().exactOptional(),
  links: z.array(z.string()).exactOptional(),
  submit: z.string(),
  fields: z.array(fieldSchema),
  amends: z.string().exactOptional(),
}) satisfies z.ZodType<Form>
