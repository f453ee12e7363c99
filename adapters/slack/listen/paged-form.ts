import type { ModalView } from '@slack/types'
import { keepForm, keptForm } from '#src/chat/adapting/form-drafts.ts'
import type { Fields, Form, Language, Ref } from '#src/chat/contract.ts'
import { pagesOf, pageWith } from '../blocks/form-pages.ts'
import { formView } from '../blocks/form-view.ts'
import { type FilledView, mergePages } from '../blocks/read-view.ts'
import type { Desk } from './desk.ts'

/** A form as it is shown: from the inbox, or between two of its pages. */
export interface ShownForm {
  readonly form: Form
  readonly problem?: string | undefined
  /** The field at fault: its page is shown. */
  readonly field?: string | undefined
  readonly page?: number
  /** What was filled in so far. */
  readonly draft?: Fields
}

export interface Place {
  readonly workspace: Ref
  readonly channel: Ref
  readonly language: Language
}

/**
 * The view of a form. A form of several pages, or with files, is kept with what was filled in, since the inbox gives it
 * once: its next page, or the same page with what is wrong, is made of what was kept.
 */
export async function viewOfForm(
  { book }: Pick<Desk, 'book'>,
  { form, problem, field, page, draft }: ShownForm,
  { workspace, channel, language }: Place,
): Promise<ModalView> {
  const shownPage = page ?? (field === undefined ? 0 : (pageWith(form, field) ?? 0))
  const isKept = pagesOf(form) > 1 || form.fields.some(({ kind }) => kind === 'file')
  const draftId = isKept
    ? await keepForm(book, workspace, { form, values: draft ?? {} })
    : undefined
  return formView(form, {
    language,
    channel,
    page: shownPage,
    ...(draft ? { draft } : {}),
    ...(draftId === undefined ? {} : { draftId }),
    ...(problem === undefined ? {} : { problem }),
  })
}

/** What a page that was sent comes to: everything filled in so far, and the form where it was kept. */
export interface Filled {
  readonly fields: Fields
  readonly form: Form | undefined
  /** There are pages after this one. */
  readonly goesOn: boolean
}

/** Undefined: what earlier pages said is not kept any more. */
export async function filledSoFar(
  { book }: Pick<Desk, 'book'>,
  workspace: Ref,
  { draftId, fields, page }: FilledView,
): Promise<Filled | undefined> {
  if (draftId === undefined) return { fields, form: undefined, goesOn: false }
  const kept = await keptForm(book, workspace, draftId)
  if (!kept) return undefined
  const { form, values } = kept
  return { fields: mergePages(values, fields), form, goesOn: page < pagesOf(form) - 1 }
}
