import type { FieldChoice, Inbox, Interaction, Reply, Search } from '#src/chat/contract.ts'

/** An inbox that keeps what it received, and answers as it is told. */
export class FakeInbox implements Inbox {
  readonly received: Interaction[] = []
  readonly searched: Search[] = []
  answer: (interaction: Interaction) => Promise<Reply> | Reply = () => ({
    message: { text: 'Counted.' },
  })
  choices: readonly FieldChoice[] = []

  async receive(interaction: Interaction): Promise<Reply> {
    this.received.push(interaction)
    return this.answer(interaction)
  }

  async suggest(search: Search): Promise<readonly FieldChoice[]> {
    this.searched.push(search)
    return this.choices
  }
}
