import * as fc from 'fast-check'
import t from 'tap'
import { isListed } from '#adapters/discord/views/field-component.ts'
import {
  continueBody,
  openBody,
  problemBody,
  wordsButton,
} from '#adapters/discord/views/form-messages.ts'
import {
  isPicked,
  type Layout,
  layoutOf,
  pageWith,
  standingValues,
} from '#adapters/discord/views/form-layout.ts'
import { modalOf } from '#adapters/discord/views/form-modal.ts'
import { pickerBody } from '#adapters/discord/views/picker-body.ts'
import { readModal } from '#adapters/discord/views/read-modal.ts'
import { reviewBody } from '#adapters/discord/views/review-body.ts'
import { readCustomId } from '#adapters/discord/views/custom-id.ts'
import type { Field, Fields, Form, Language } from '#src/chat/contract.ts'
import { anyText } from '#test/adapters/slack/any-message.ts'
import { anyForm } from './any-form.ts'
import { filled } from './fill-modal.ts'
import { controlsOf, readScreen, shown, thingsIn } from './read-components.ts'
import {
  aBallot,
  aLongView,
  aProposing,
  aView,
  draft,
  firstBadge,
  guild,
  hostile,
  languages,
  someForms,
  theSettings,
} from './some-screens.ts'
import { messageProblems, modalProblems } from './view-rules.ts'

const look = (language: Language, page = 0, values: Fields = {}) => ({
  language,
  guild,
  draft,
  page,
  values,
})

function aForm(...fields: readonly Field[]): Form {
  return { name: 'try:p1', title: 'Your vote', submit: 'Vote', fields }
}

function reviewed(values: Fields): string {
  return readScreen(reviewBody(aProposing('en'), { ...look('en'), values }))
}

function pagesOf(form: Form, values: Fields = {}): readonly string[] {
  return layoutOf(form, values).pages.map((page) => page.map(({ name }) => name).join(' '))
}

const few = choices(3)
const many = choices(11)
const dozens = choices(26)

function choices(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    value: `v${index}`,
    label: `Choice ${index}`,
  }))
}

void t.test('each kind of field becomes the component that suits it', async (t) => {
  t.equal(typeFor({ kind: 'line' }), 4)
  t.equal(typeFor({ kind: 'text' }), 4)
  t.equal(typeFor({ kind: 'options', choices: few }), 21)
  t.equal(typeFor({ kind: 'options', choices: many }), 3)
  t.equal(typeFor({ kind: 'options', choices: choices(1) }), 3)
  t.equal(typeFor({ kind: 'choice', choices: few }), 3)
  t.equal(typeFor({ kind: 'choices', choices: few }), 22)
  t.equal(typeFor({ kind: 'choices', choices: many }), 3)
  t.equal(typeFor({ kind: 'people', choices: many }), 3)
  t.equal(typeFor({ kind: 'people', choices: many, value: `discord:${guild}/5` }), 5)
  t.equal(typeFor({ kind: 'people', choices: dozens }), 5)
  t.equal(typeFor({ kind: 'people' }), 5)
  t.equal(typeFor({ kind: 'source', choices: few, required: true }), 6)
  t.equal(typeFor({ kind: 'file' }), 19)
  t.equal(typeFor({ kind: 'choice', choices: [] }), undefined)
})

void t.test('a vote is opened on one page, and the second may be left out', async (t) => {
  for (const language of languages) {
    const form = aProposing(language)
    t.equal(layoutOf(form, {}).picked?.name, 'achievement')
    const chosen = { achievement: firstBadge }
    t.equal(layoutOf(form, chosen).picked, undefined)
    t.equal(layoutOf(form, { achievement: 'nothing' }).picked?.name, 'achievement')
    t.strictSame(pagesOf(form, chosen), [
      'for people source reason files',
      'evidence link deadline rule mints',
    ])
    t.equal(layoutOf(form, chosen).requiredPages, 1)
    t.equal(pageWith(layoutOf(form, chosen), 'link'), 1)
    t.equal(pageWith(layoutOf(form, chosen), 'achievement'), 0)
    const { title } = modalOf(form, look(language, 0, chosen))
    t.equal(title, form.fields[0]?.choices?.[0]?.label, 'the title says which badge it is')
  }
})

void t.test('a ballot asks for all criteria first, and words may follow', async (t) => {
  t.equal(shape(ballotPages(1)), '!4')
  t.equal(shape(ballotPages(3)), '!3 ?3 ?2')
  t.equal(shape(ballotPages(4)), '!4 ?4 ?2')
  t.equal(shape(ballotPages(5)), '!5 ?5 ?2')
  t.equal(shape(ballotPages(6)), '!3 !3 ?5 ?3')
  t.equal(shape(ballotPages(12)), '!4 !4 !4 ?5 ?5 ?4')
  t.equal(shape(ballotPages(5, true)), '!2 !3 ?5 ?2', 'criteria that are cut are written out above')
})

void t.test('a ballot says what it is about, and shows every criterion in full', async (t) => {
  for (const language of languages)
    for (const count of [1, 3, 4, 5, 6, 12])
      for (const view of [aView(count), aLongView(count)]) {
        const form = aBallot(language, view)
        const { pages, requiredPages } = layoutOf(form, {})
        const modals = pages.map((_, page) => modalOf(form, look(language, page)))
        const read = shown(modals.map(readScreen).join('\n'))
        for (const criterion of view.criteria) t.ok(read.includes(criterion[language]))
        t.match(modals[0]?.title, requiredPages > 1 ? `(1/${requiredPages})` : /[^)]$/)
        if (count === 5 && requiredPages === 1)
          t.match(modals[0]?.title, view.achievement.name[language])
        else t.match(read, language === 'fr' ? 'Le détail des votes reste caché' : 'stays hidden')
      }
})

void t.test('what signing means is said in full where it is asked', async (t) => {
  const form = aBallot('fr', aView(3))
  const page = pageWith(layoutOf(form, {}), 'support')
  const read = readScreen(modalOf(form, look('fr', page)))
  t.match(read, 'dire publiquement, sous votre nom, que vous avez répondu')
  t.notMatch(read, 'que vous avez…')
})

void t.test('a form opens with what stands in it, and comes back as it stood', async (t) => {
  const form = aForm(
    { name: 'line', label: 'Line', kind: 'line', value: 'a & b <c>' },
    { name: 'text', label: 'Text', kind: 'text', value: 'one\ntwo' },
    { name: 'options', label: 'Options', kind: 'options', choices: few, value: 'v1' },
    { name: 'choice', label: 'Choice', kind: 'choice', choices: many, value: 'v10' },
    { name: 'choices', label: 'Choices', kind: 'choices', choices: few, value: 'v0\nv2' },
    { name: 'ids', label: 'People', kind: 'people', choices: many, value: 'v3\nv10' },
    {
      name: 'refs',
      label: 'People',
      kind: 'people',
      value: `discord:${guild}/5\ndiscord:${guild}/6`,
    },
    { name: 'source', label: 'Source', kind: 'source', value: `discord:${guild}/7` },
  )
  const read = layoutOf(form, {}).pages.map(
    (_, page) => readModal(filled(modalOf(form, look('en', page)), {})).values,
  )
  t.strictSame(Object.assign({}, ...read), standingValues(form, {}))
})

void t.test(
  'what was filled in stands before what the form brings, also where it was emptied',
  async (t) => {
    const form = aForm(
      { name: 'line', label: 'Line', kind: 'line', value: 'before' },
      { name: 'options', label: 'Options', kind: 'options', choices: few, value: 'v1' },
      { name: 'people', label: 'People', kind: 'people', value: `discord:${guild}/5` },
    )
    const values = { line: '', options: 'v2', people: '' }
    const { values: read } = readModal(filled(modalOf(form, look('en', 0, values)), {}))
    t.strictSame(read, values)
  },
)

void t.test('what was chosen in Discord comes back as references of its server', async (t) => {
  const modal = modalOf(aProposing('fr', firstBadge), look('fr'))
  const people = `discord:${guild}/5\ndiscord:${guild}/6`
  const data = filled(
    modal,
    { people, source: `discord:${guild}/7`, reason: 'Lundi', for: 'people' },
    ['71', '72'],
  )
  const { values, files } = readModal(data)
  t.strictSame(values, { for: 'people', people, source: `discord:${guild}/7`, reason: 'Lundi' })
  t.match(files, {
    files: [{ id: '71', filename: '71.png', size: 12, content_type: 'image/png' }, { id: '72' }],
  })
})

void t.test('files that are kept already stay, and are counted', async (t) => {
  const form = aForm({ name: 'f', label: 'Files', hint: 'Photos', kind: 'file', required: true })
  const modal = modalOf(form, look('en', 0, { f: 'x1\nx2' }))
  t.match(readScreen(modal), '2 files are already attached')
  t.match(modal.components, [{ component: { required: false, min_values: 0 } }])
  t.strictSame(readModal(filled(modal, {})), { values: {}, files: {} })
  t.match(modalOf(form, look('en')).components, [{ component: { required: true, min_values: 1 } }])
})

void t.test('trainers of a large group are named, and stay where nobody is chosen', async (t) => {
  const form = theSettings('fr', 120)
  const modal = modalOf(form, look('fr'))
  t.match(readScreen(modal), 'Personne 110. Si vous ne choisissez personne, rien ne change')
  t.notHas(readModal(filled(modal, {})).values, 'trainers')
  const chosen = readModal(filled(modal, { 'trainers?': '5\n6' })).values
  t.equal(chosen['trainers'], `discord:${guild}/5\ndiscord:${guild}/6`)
  const [field] = theSettings('fr', 20).fields
  t.ok(field && isListed(field, field.value ?? ''))
})

void t.test('what is no modal of ours is not read', async (t) => {
  const modal = modalOf(aProposing('fr', firstBadge), look('fr'))
  for (const data of [
    null,
    {},
    { custom_id: 'b1:f:1:d:0', components: 'x' },
    { ...Object(filled(modal, {})), custom_id: 'b1:s:1:d' },
    { ...Object(filled(modal, {})), custom_id: 'other' },
  ])
    t.throws(() => readModal(data), { code: 'discord-unreadable-modal' })
  const odd = {
    custom_id: `b1:f:${guild}:${draft}:0`,
    components: [
      { type: 1, component: null },
      { type: 18, component: { type: 99, custom_id: 'x', value: null } },
    ],
  }
  t.strictSame(readModal(odd), { values: { x: '' }, files: {} })
})

void t.test(
  'a list that is too long is picked from by its headings, a few at a time',
  async (t) => {
    const form = aProposing('fr')
    const field = layoutOf(form, {}).picked
    if (!field) throw new Error('Nothing is picked.')
    const bodies = [0, 1, 2].map((page) => pickerBody(form, field, look('fr', page)))
    const found = bodies.flatMap((body) =>
      thingsIn(body).flatMap(({ type, options }) =>
        type === 3 && Array.isArray(options) ? options : [],
      ),
    )
    t.equal(found.length, field.choices?.length)
    for (const body of bodies) t.strictSame(messageProblems(body), [])
    t.match(readScreen(bodies[0]), /Page 1 sur 3[^]*Page suivante$/)
    const { 'Page suivante': next = '', 'Page précédente': before = '' } = controlsOf(bodies[1])
    t.match(readCustomId(next), { verb: 'k', draft, page: 2 })
    t.match(readCustomId(before), { verb: 'k', draft, page: 0 })
    const [select = ''] = Object.values(controlsOf(bodies[1]))
    t.match(readCustomId(select), { verb: 'k', draft, page: 1, row: 0 })
  },
)

void t.test('a long list without headings says from where to where each part goes', async (t) => {
  const field: Field = { name: 'what', label: 'Which?', kind: 'choice', choices: choices(101) }
  const body = pickerBody(aForm(field), field, look('en', 1))
  t.strictSame(messageProblems(body), [])
  t.match(Object.keys(controlsOf(body)), ['Choice 100 – Choice 100', 'Previous page'])
})

void t.test(
  'between the pages it is said what comes next, and that nothing is sent or lost',
  async (t) => {
    const form = aBallot('fr', aView(6))
    const kept = look('fr', 1)
    const goesOn = continueBody(form, { ...kept, pages: 4 })
    t.equal(
      readScreen(goesOn),
      'Votre vote\u00A0: c’est gardé, pas encore envoyé. Encore 1 page, et c’est fini.\nSuite (2/2)',
    )
    t.match(readCustomId(controlsOf(goesOn)['Suite (2/2)'] ?? ''), { verb: 'o', draft, page: 1 })
    const problem = problemBody('Écrivez la raison. <@1>', kept)
    t.match(
      readScreen(problem),
      /^⚠️ Écrivez la raison\. \\<\\@1\\>\nRien n’est perdu[^]*Corriger$/,
    )
    t.match(readScreen(openBody(form, kept)), /Ouvrir$/)
    t.match(wordsButton({ language: 'fr', guild, page: 1, action: 'vote:x' }), {
      label: 'Ajouter un mot…',
      custom_id: `b1:w:${guild}:1:vote:x`,
    })
    for (const body of [goesOn, problem, openBody(form, kept)])
      t.strictSame(messageProblems(body), [])
  },
)

void t.test(
  'before it is sent, a form shows what was filled in, with the people by their names',
  async (t) => {
    const values = {
      achievement: firstBadge,
      for: 'people',
      people: `discord:${guild}/5\nid-6\nid-7`,
      source: `discord:${guild}/7`,
      reason: hostile,
      files: 'f1\nf2',
      rule: 'majority',
    }
    const names = { 'id-6': '*Ada*' }
    const body = reviewBody(aProposing('fr'), { ...look('fr'), values, names })
    const read = readScreen(body)
    t.strictSame(messageProblems(body), [])
    t.match(read, '<@5>, \\*Ada\\*, id-7')
    t.match(read, '<@&7>')
    t.match(read, '2 fichiers joints')
    t.match(read, 'Visibles par le groupe seulement.')
    t.match(read, 'Pour qui ?** Une ou', 'a question has its own mark')
    t.match(shown(read), hostile.replace('https://e.example', '<https://e.example/>'))
    t.strictSame(
      Object.entries(controlsOf(body)).map(([label, id]) => [label, readCustomId(id)?.verb]),
      [
        ['Ouvrir le vote', 's'],
        ['Ajouter, régler… (2/2)', 'o'],
        ['Modifier', 'o'],
      ],
    )
  },
)

void t.test('what means nothing for what was chosen is not summed up', (t) => {
  const people = `discord:${guild}/5`
  const forPeople = reviewed({ for: 'people', people, mints: 'members' })
  t.match(forPeople, '<@5>')
  t.notMatch(forPeople, 'which badges?')
  const forGroup = reviewed({ for: 'group', people, mints: 'members' })
  t.match(forGroup, /which badges\?\*\* One badge for each person/)
  t.notMatch(forGroup, '<@5>')
  t.notMatch(
    reviewed({ people }),
    'which badges?',
    'it stands for people until something else is said',
  )
  t.end()
})

void t.test('every form of the service is taken by Discord, in both languages', async (t) => {
  for (const language of languages)
    for (const form of someForms(language)) {
      const { picked, pages } = layoutOf(form, {})
      const asked = pages.flat().map(({ name }) => name)
      const lists = form.fields.filter(isPicked).map(({ name }) => name)
      t.strictSame([...asked, ...lists].toSorted(), form.fields.map(({ name }) => name).toSorted())
      for (const [page] of pages.entries())
        t.strictSame(modalProblems(modalOf(form, look(language, page))), [])
      if (picked) t.strictSame(messageProblems(pickerBody(form, picked, look(language))), [])
      t.strictSame(messageProblems(reviewBody(form, look(language))), [])
    }
})

void t.test('any form fits, page by page, and comes back', async () => {
  fc.assert(
    fc.property(anyForm, fc.constantFrom(...languages), (form, language) => {
      const layout = layoutOf(form, {})
      const problems = [
        ...layout.pages.flatMap((_, page) => modalProblems(modalOf(form, look(language, page)))),
        ...(layout.picked
          ? [0, 1, 99].flatMap((page) =>
              messageProblems(
                pickerBody(form, layout.picked ?? form.fields[0]!, look(language, page)),
              ),
            )
          : []),
        ...messageProblems(reviewBody(form, look(language))),
        ...messageProblems(continueBody(form, { ...look(language, 1), pages: 3 })),
        ...messageProblems(openBody(form, look(language))),
      ]
      if (problems.length > 0) throw new Error(problems.join('\n'))
      for (const page of layout.pages.keys())
        readModal(filled(modalOf(form, look(language, page)), {}))
    }),
    { numRuns: 200 },
  )
})

void t.test('any problem can be told', async () => {
  fc.assert(
    fc.property(anyText, (text) => messageProblems(problemBody(text, look('fr'))).length === 0),
  )
})

function typeFor(field: Omit<Field, 'name' | 'label'>): number | undefined {
  const form = aForm({ name: 'f', label: 'F', ...field })
  const [label] = modalOf(form, look('en')).components
  return label && 'component' in label ? label.component.type : undefined
}

function ballotPages(count: number, long = false): Layout {
  return layoutOf(aBallot('fr', long ? aLongView(count) : aView(count)), {})
}

// How many fields each page has, and which pages have to be filled in.
function shape({ pages, requiredPages }: Layout): string {
  return pages.map((page, index) => `${index < requiredPages ? '!' : '?'}${page.length}`).join(' ')
}
