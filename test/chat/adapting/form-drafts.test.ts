import t from 'tap'
import { keepForm, keptForm } from '#src/chat/adapting/form-drafts.ts'
import type { Drafts } from '#src/chat/chat-book.ts'
import type { Fields } from '#src/chat/contract.ts'
import { proposeForm } from '#src/chat/forms/propose-form.ts'

t.test('a form is kept as it is, with what is filled in', async (t) => {
  const kept = new Map<string, Fields>()
  const drafts: Drafts = {
    async keep(_, fields) {
      kept.set('d1', fields)
      return 'd1'
    },
    find: async (_, id) => kept.get(id),
  }
  const form = proposeForm('en', {
    achievements: [],
    people: [{ id: 'ada', name: 'Ada' }],
    chosen: 'listening',
    from: { source: undefined, sources: [{ ref: 'discord:1/7', name: 'Group A' }] },
  })
  t.ok(form.fields.some(({ onlyIf }) => onlyIf))
  const values = { for: 'group', mints: 'members' }
  const id = await keepForm({ drafts }, 'discord:1', { form, values })
  t.strictSame(await keptForm({ drafts }, 'discord:1', id), { form, values })
})
