import t, { type Test } from 'tap'
import { readBadge } from '#src/credentials/read-badge.ts'
import { aService, propose, type TestService, textOf, until, voteAll } from '#test/kit/service.ts'
import type { Reply, Visitor } from '../../scripts/visitor.ts'

const collective = { achievement: 'col.production-collective', for: 'group' }

t.test('a recipient claims the badge under the accepted card, with its picture', async (t) => {
  const { ana, paul, voters, id, service } = await aWonVote(t)
  const claim = await claimButton(paul, id)
  const claimed = await ana.press(claim)
  t.match(textOf(claimed), /You have received the badge/)
  t.match(labelsOf(claimed), [
    'Open my badge',
    'Verify a badge',
    'Decline this badge',
    'Receive my badges by e-mail',
  ])
  const [file] = claimed.message?.files ?? []
  const png = await fetch(file?.url ?? '')
  t.match(png.headers.get('content-type'), 'image/png')
  t.match(readBadge(new Uint8Array(await png.arrayBuffer())), { ok: true })

  for (const other of [paul, voters[0]])
    t.match(await other?.press(claim), { refused: 'not-your-badge' })
  t.match(await ana.press('claim:short'), { refused: 'form-expired' })
  t.match(await ana.press(`claim:${'A'.repeat(22)}`), { refused: 'not-your-badge' })

  const french = await service.join('Émile', { language: 'fr' })
  t.match(textOf(await french.press(claim)), /pas à votre nom/)
})

t.test('while the vote runs there is nothing to claim', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana')
  await Promise.all(['Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)))
  const id = await propose(paul, { people: ana.id })
  t.notOk((await actionsIn(paul)).includes(`claim:${id}`))
  t.match(await ana.press(`claim:${id}`), { refused: 'not-your-badge' })
})

t.test('what was declined or taken back is not brought again', async (t) => {
  const { ana, paul, id } = await aWonVote(t)
  const claim = await claimButton(paul, id)
  const decline = actionOf(await ana.press(claim), 'Decline this badge')
  await ana.submit(decline, {})
  const declined = await ana.press(claim)
  t.match(textOf(declined), /already declined/)
  t.notOk(declined.message?.files)

  const other = await aWonVote(t)
  const revoking = await other.paul.command('/badge revoke')
  const what = revoking.form?.fields[0]?.choices?.[0]?.value ?? ''
  await other.paul.submit('revoke', { what, reason: 'A mistake.' })
  const revoked = await other.ana.press(await claimButton(other.paul, other.id))
  t.match(textOf(revoked), /was withdrawn. Reason given: A mistake/)
  t.notOk(revoked.message?.files)
})

t.test('somebody with two accounts claims what either received', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const [ana, anna, ...others] = await Promise.all(
    ['Ana', 'Anna', 'Bilal', 'Chloé'].map((name) => service.join(name)),
  )
  if (!ana || !anna) throw new Error('Nobody came.')
  const id = await propose(paul, { ...collective, mints: 'members' })
  for (const voter of [ana, anna, ...others]) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const claim = await claimButton(paul, id)
  t.equal((await ana.press(claim)).message?.files?.length, 1)
  const [command = ''] = /\/badge link \S+[A-Z0-9]/.exec(textOf(await ana.command('link'))) ?? []
  t.match(textOf(await anna.command(command)), /one person/)
  const both = await anna.press(claim)
  t.equal(both.message?.files?.length, 2)
  t.equal(new Set(both.message?.files?.map(({ url }) => url)).size, 2)

  const give = 'Receive my badges by e-mail'
  t.ok(labelsOf(both).includes(give))
  await ana.command('/badge email ana@example.org')
  await ana.command(`/badge email ${await codeFor(service, 'ana@example.org')}`)
  t.notOk(labelsOf(await anna.press(claim)).includes(give), 'letters find her by the other account')
  t.notOk(labelsOf(await anna.command('/badge help')).includes(give))
})

t.test('where the group alone received a badge, its members claim that one', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const voters = await Promise.all(
    ['Ana', 'Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)),
  )
  const id = await propose(paul, { ...collective, mints: 'group' })
  for (const voter of voters) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const claim = await claimButton(paul, id)
  const claimed = await voters[0]?.press(claim)
  t.match(claimed?.message?.text, /Your group has received the badge/)
  t.equal(claimed?.message?.files?.length, 1)
  const late = await service.join('Late')
  t.match(await late.press(claim), { refused: 'not-your-badge' })
})

t.test('an address is given by a code, and then the badges come there', async (t) => {
  const { ana, paul, id, service } = await aWonVote(t)
  const claim = await claimButton(paul, id)
  const asked = await ana.press(actionOf(await ana.press(claim), 'Receive my badges by e-mail'))
  t.match(asked, { form: { name: 'email', fields: [{ name: 'address' }] } })
  t.match(await ana.submit('email', { address: '' }), { refused: 'field-missing' })
  t.match(await ana.submit('email', { address: 'ana@' }), {
    refused: 'not-an-email',
    form: { name: 'email', fields: [{ value: 'ana@' }] },
  })
  const sent = await ana.submit('email', { address: 'ana@example.org' })
  t.match(textOf(sent), /on its way to ana@example.org/)
  const opened = await ana.press(actionOf(sent, 'Enter the code'))
  t.match(opened, { form: { name: 'email-code', fields: [{ name: 'code' }] } })
  const code = await codeFor(service, 'ana@example.org')
  const wrong = code === '123456' ? '123457' : '123456'
  t.match(await ana.submit('email-code', { code: '' }), { refused: 'field-missing' })
  t.match(await ana.submit('email-code', { code: wrong }), {
    refused: 'wrong-code',
    form: { name: 'email-code', fields: [{ value: wrong }] },
  })
  const done = await ana.submit('email-code', { code: ` ${code.slice(0, 3)} ${code.slice(3)}` })
  t.match(textOf(done), /Done: your badges will be sent to ana@example.org/)
  const letter = await until(async () =>
    (await service.letters()).find(({ attachments }) => attachments.length > 0),
  )
  t.match(letter.to, { text: /ana@example.org/ })
  t.notOk(labelsOf(await ana.press(claim)).includes('Receive my badges by e-mail'))
  t.match(await ana.command('/badge email'), { form: { fields: [{ value: 'ana@example.org' }] } })
})

t.test('the command takes an address or a code as well; help names it', async (t) => {
  const service = await aService(t)
  const ana = await service.join('Ana')
  t.match(await ana.command('/badge courriel'), { form: { name: 'email' } })
  t.match(textOf(await ana.command('/badge email ana@example.org')), /on its way/)
  const code = await codeFor(service, 'ana@example.org')
  const expired = await ana.command('/badge email 00000')
  t.match(expired, { refused: 'wrong-code', form: { name: 'email-code' } })
  const help = await ana.command('/badge help')
  t.match(textOf(help), /\/badge email: give your e-mail address/)
  t.match(labelsOf(help), ['Receive my badges by e-mail'])
  t.match(textOf(await ana.command(`/badge email ${code}`)), /Done/)
  t.strictSame(labelsOf(await ana.command('/badge help')), [])
  const used = await ana.command(`/badge email ${code}`)
  t.match(used, { refused: 'code-expired' })
  t.match(await ana.press(actionOf(used, 'Start again')), { form: { name: 'email' } })
})

t.test('without a script, the claim and both forms work as pages', async (t) => {
  const { ana, paul, id, service } = await aWonVote(t)
  const room = new URL(service.links.learner)
  const post = async (fields: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${room.href}/interactions`, {
      method: 'POST',
      headers: { accept: 'text/html', cookie: ana.cookie, origin: room.origin },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
    const kept = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
    if (answer.status !== 303) return answer.text()
    const headers = { accept: 'text/html', cookie: [ana.cookie, ...kept].join('; ') }
    return (await fetch(room, { headers })).text()
  }
  const claim = await claimButton(paul, id)
  t.match(await ana.page(), `name="action" value="${claim}"`)
  const claimed = await post({ kind: 'press', action: claim })
  const reply = claimed.slice(claimed.indexOf('id="reply"'), claimed.indexOf('class="commands"'))
  t.match(reply, /<img class="badge" src="\/awards\/[\w-]{22}\.png"/)
  t.match(reply, /href="\/awards\/[\w-]{22}\.png" download=/)
  t.match(reply, 'name="action" value="email"')
  t.match(await post({ kind: 'press', action: 'email' }), 'name="field.address"')
  const sent = await post({ kind: 'submit', form: 'email', 'field.address': 'ana@example.org' })
  t.match(sent, 'name="action" value="email-code"')
  t.match(await post({ kind: 'press', action: 'email-code' }), 'name="field.code"')
  const code = await codeFor(service, 'ana@example.org')
  const done = await post({ kind: 'submit', form: 'email-code', 'field.code': code })
  t.match(done, /Done: your badges will be sent/)
})

/** A vote for Ana that three others won for her. */
async function aWonVote(t: Test) {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana')
  const voters = await Promise.all(['Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)))
  const id = await propose(paul, { people: ana.id })
  for (const voter of voters) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  return { service, paul, ana, voters, id }
}

/** What the button under the card says, once it is there. */
function claimButton(who: Visitor, id: string): Promise<string> {
  const claim = `claim:${id}`
  return until(async () => ((await actionsIn(who)).includes(claim) ? claim : undefined))
}

async function actionsIn(who: Visitor): Promise<readonly string[]> {
  const messages = await who.messages()
  return messages.flatMap(({ message: { buttons = [] } }) =>
    buttons.flatMap(({ action }) => action ?? []),
  )
}

function labelsOf({ message }: Reply): readonly string[] {
  return message?.buttons?.map(({ label }) => label) ?? []
}

function actionOf({ message }: Reply, label: string): string {
  const action = message?.buttons?.find((button) => button.label === label)?.action
  if (action === undefined) throw new Error(`No button is called ${label}.`)
  return action
}

function codeFor(service: TestService, address: string): Promise<string> {
  return until(async () => {
    const letters = await service.letters()
    const letter = letters.findLast(
      ({ to, attachments }) => JSON.stringify(to).includes(address) && attachments.length === 0,
    )
    const [, first, second] = /\b(\d{3}) (\d{3})\b/.exec(letter?.text ?? '') ?? []
    return first && second ? first + second : undefined
  })
}
