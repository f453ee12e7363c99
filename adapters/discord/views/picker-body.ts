import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js'
import type { Field, FieldChoice, Form } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { isBlank } from '#src/chat/adapting/plain-text.ts'
import { ownButton, rowsOf } from './button-rows.ts'
import { distinct, optionOf } from './choices.ts'
import { customId } from './custom-id.ts'
import { type DraftPage, ephemeral } from './form-messages.ts'
import { limits } from './limits.ts'
import { cutLine, literal } from './literal.ts'
import type { Outgoing } from './outgoing.ts'

/**
 * A list that is too long for a modal, in selects by their headings, a few to a page. A select answers with what was chosen,
 * a button below them turns the page.
 */
export function pickerBody(form: Form, field: Field, at: DraftPage): Outgoing {
  const { language } = at
  const t = discordWords(language)
  const pages = pagesOf(listsOf(field.choices ?? [], t.others))
  const page = Math.min(Math.max(at.page, 0), pages.length - 1)
  const here = { ...at, page }
  return ephemeral([
    {
      type: ComponentType.TextDisplay,
      content: headOf(form, field, { language, page, pages: pages.length }),
    },
    ...(pages[page] ?? []).map((list, row) => selectOf(list, row, here)),
    ...rowsOf(turnButtons(here, pages.length)),
  ])
}

function headOf(
  form: Form,
  field: Field,
  { language, page, pages }: Pick<DraftPage, 'language' | 'page'> & { readonly pages: number },
): string {
  const t = discordWords(language)
  return [
    `### ${literal(cutLine(form.title, 200) || '…')}`,
    literal(cutLine(field.label, 500) || '…'),
    ...(field.searched === true ? [`-# ${literal(t.faster)}`] : []),
    ...(pages > 1 ? [`-# ${literal(t.page(page + 1, pages))}`] : []),
  ].join('\n')
}

function selectOf(
  { heading, choices }: List,
  row: number,
  { language, guild, draft, page }: DraftPage,
): APIMessageTopLevelComponent {
  const { choose } = discordWords(language)
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: customId({ verb: 'k', guild, draft, page, row }),
        placeholder: cutLine(heading ?? choose, limits.select.placeholder) || choose,
        options: choices.map((choice) => optionOf(choice, false)),
      },
    ],
  }
}

function turnButtons({ language, guild, draft, page }: DraftPage, pages: number) {
  const t = discordWords(language)
  const turn = (label: string, to: number) =>
    ownButton(label, { verb: 'k', guild, draft, page: to })
  return [
    ...(page > 0 ? [turn(t.before, page - 1)] : []),
    ...(page < pages - 1 ? [turn(t.after, page + 1)] : []),
  ]
}

interface List {
  readonly heading: string | undefined
  readonly choices: readonly FieldChoice[]
}

// Lists of the choices of one heading; of those without any, in the order that they come in.
function listsOf(choices: readonly FieldChoice[], others: string): readonly List[] {
  const byHeading = Map.groupBy(distinct(choices), ({ under }) =>
    under === undefined || isBlank(under) ? undefined : under,
  )
  return [...byHeading].flatMap(([heading, all]) => {
    const parts = Math.ceil(all.length / limits.select.options)
    const name = heading ?? (byHeading.size > 1 ? others : undefined)
    return Array.from({ length: parts }, (_, part) => {
      const of = all.slice(part * limits.select.options, (part + 1) * limits.select.options)
      return { heading: named(name, { part, parts, of }), choices: of }
    })
  })
}

// A long list says from where to where it goes.
function named(
  name: string | undefined,
  {
    part,
    parts,
    of,
  }: { readonly part: number; readonly parts: number; readonly of: readonly FieldChoice[] },
): string | undefined {
  if (name !== undefined) return parts > 1 ? `${name} (${part + 1}/${parts})` : name
  const [first, last] = [of[0], of.at(-1)].map((one) => cutLine(one?.label ?? '', 60))
  return `${first} – ${last}`
}

const listsOnPage = 4

function pagesOf(lists: readonly List[]): readonly (readonly List[])[] {
  return Array.from({ length: Math.max(1, Math.ceil(lists.length / listsOnPage)) }, (_, page) =>
    lists.slice(page * listsOnPage, (page + 1) * listsOnPage),
  )
}
