import {
  type APIModalInteractionResponseCallbackData,
  type APIModalInteractionResponseCallbackComponent,
  type APITextDisplayComponent,
  ComponentType,
} from 'discord.js'
import type { Field, Fields, Form, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { customId } from './custom-id.ts'
import { fieldComponent } from './field-component.ts'
import { fieldWords, type FieldWords } from './field-words.ts'
import { layoutOf, standingValues } from './form-layout.ts'
import { limits } from './limits.ts'
import { cutLine, literal } from './literal.ts'
import { aboutOf, topText } from './top-text.ts'

export interface FormLook {
  readonly language: Language
  readonly guild: string
  /** Under which the form is kept, with what was filled in. */
  readonly draft: string
  /** 0 for the first. */
  readonly page: number
  /** What was filled in so far: stands in the fields before what the form brings. */
  readonly values: Fields
}

/** One page of a form as a modal; `readModal` reads it when it is sent. */
export function modalOf(form: Form, look: FormLook): APIModalInteractionResponseCallbackData {
  const { language, guild, draft, values } = look
  const { pages, requiredPages } = layoutOf(form, values)
  const page = Math.min(Math.max(look.page, 0), pages.length - 1)
  const fields = pages[page] ?? []
  const standing = standingValues(form, values)
  const hasRoom = fields.length < limits.modal.components
  const top = hasRoom ? topText(form, { language, fields, page, standing }) : ''
  return {
    custom_id: customId({ verb: 'f', guild, draft, page }),
    title: title(form, { hasRoom, standing, page, pages: pages.length, requiredPages }),
    components: [
      ...(top === '' ? [] : [textDisplay(top)]),
      ...fields.map((field) =>
        fieldInModal(field, { form, language, guild, standing, isTopped: hasRoom }),
      ),
    ],
  }
}

interface TitleParts {
  readonly hasRoom: boolean
  readonly standing: Fields
  readonly page: number
  readonly pages: number
  readonly requiredPages: number
}

// Where there is no room above the fields, the title says what it is about.
function title(form: Form, { hasRoom, standing, page, pages, requiredPages }: TitleParts): string {
  const most = limits.modal.title
  const about = hasRoom ? undefined : aboutOf(form, standing)
  const name = cutLine(about ?? form.title, most) || '…'
  if (page === 0 && requiredPages === 1) return name
  const number = ` (${page + 1}/${page < requiredPages ? requiredPages : pages})`
  return `${cutLine(name, most - number.length)}${number}`
}

interface InModal {
  readonly form: Form
  readonly language: Language
  readonly guild: string
  readonly standing: Fields
  readonly isTopped: boolean
}

function fieldInModal(
  field: Field,
  { form, language, guild, standing, isTopped }: InModal,
): APIModalInteractionResponseCallbackComponent {
  const t = discordWords(language)
  const value = standing[field.name] ?? ''
  const component = fieldComponent(field, { language, guild, value })
  const { label, description } = withoutTorn(fieldWords(field, form, language), isTopped)
  if (!component) return textDisplay(`**${literal(label)}**\n${t.nothingToChoose}`)
  const kept = field.kind === 'file' && value !== '' ? t.kept(value.split('\n').length) : ''
  const below = cutLine(kept === '' ? description : kept, limits.label.description)
  return {
    type: ComponentType.Label,
    label,
    ...(below === '' ? {} : { description: below }),
    component,
  }
}

// What stands above in full is not begun a second time, a hint that breaks off least of all.
function withoutTorn(words: FieldWords, isTopped: boolean): FieldWords {
  const isTorn = isTopped && words.inFull !== '' && words.isHint && words.description.endsWith('…')
  return isTorn ? { ...words, description: '' } : words
}

function textDisplay(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content }
}
