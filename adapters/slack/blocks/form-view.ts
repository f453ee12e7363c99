import type { KnownBlock, ModalView } from '@slack/types'
import type { Field, Fields, Form, Language, Ref } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { literalText } from '#src/chat/adapting/plain-text.ts'
import { buttonBlocks } from './button-blocks.ts'
import { fieldBlocks } from './field-blocks.ts'
import { formPages } from './form-pages.ts'
import { limits } from './limits.ts'
import { linkButtons } from './link-buttons.ts'
import { cutText, escapedLength, plain, splitText } from './plain.ts'
import { section, smallPrint } from './part-blocks.ts'
import { writeMetadata } from './view-metadata.ts'

export interface FormLook {
  readonly language: Language
  readonly channel: Ref
  /** 0 for the first. */
  readonly page?: number
  /** What earlier pages, or an earlier look at this one, said: stands in the fields before what the form brings. */
  readonly draft?: Fields
  readonly draftId?: string
  /** What is wrong with it, shown on top. */
  readonly problem?: string
}

/** One page of a form as a window; its button says "Next" on all pages but the last. `readView` reads it when it is sent. */
export function formView(form: Form, look: FormLook): ModalView {
  const { language, channel, draftId } = look
  const t = words(language)
  const pages = formPages(form)
  const page = Math.min(Math.max(look.page ?? 0, 0), pages.length - 1)
  const fields = pages[page] ?? []
  const valueOf = ({ name, value }: Field) => look.draft?.[name] ?? value
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: writeMetadata({
      form: form.name,
      channel,
      page,
      kept: keptFiles(fields, valueOf),
      ...(draftId === undefined ? {} : { draftId }),
    }),
    title: plain(form.title, limits.view.title),
    submit: plain(page < pages.length - 1 ? t.next : form.submit, limits.view.title),
    close: plain(t.cancel, limits.view.title),
    blocks: [
      ...top(form, look, { page, pages: pages.length }),
      ...fields.filter((field) => field.advanced !== true).flatMap(blocksOf),
      ...settings(fields.filter((field) => field.advanced === true)),
    ],
  }

  function blocksOf(field: Field): readonly KnownBlock[] {
    return fieldBlocks(field, { language, value: valueOf(field) })
  }

  function settings(advanced: readonly Field[]): readonly KnownBlock[] {
    if (advanced.length === 0) return []
    return [{ type: 'divider' }, smallPrint(t.settings), ...advanced.flatMap(blocksOf)]
  }
}

function keptFiles(
  fields: readonly Field[],
  valueOf: (field: Field) => string | undefined,
): Fields {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = field.kind === 'file' ? valueOf(field) : undefined
      return value ? [[field.name, value]] : []
    }),
  )
}

// At most ten blocks: title, problem, page, six of the introduction, its links.
function top(
  form: Form,
  { language, problem }: FormLook,
  { page, pages }: { readonly page: number; readonly pages: number },
): readonly KnownBlock[] {
  const t = words(language)
  const title = literalText(form.title)
  const isCut = escapedLength(title) > limits.view.title
  const [intro, links] = page === 0 ? [form.intro ?? '', form.links ?? []] : ['', []]
  return [
    ...(isCut ? [section(cutText(title, limits.section.text))] : []),
    ...(problem === undefined ? [] : [section(`⚠️ ${problem}`)]),
    ...(pages > 1 ? [smallPrint(t.page(page + 1, pages))] : []),
    ...splitText(intro, limits.section.text).slice(0, 4).map(section),
    ...buttonBlocks(linkButtons(links, language), {
      language,
      subject: undefined,
      json: limits.message.json,
    }),
  ]
}
