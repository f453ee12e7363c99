import t from 'tap'
import { withPictures } from '../../../adapters/slack/listen/with-pictures.ts'
import { listenStage, until } from './listen-stage.ts'

const url = 'https://badges.example.org/awards/1.png'
const picture = {
  name: 'badge.png',
  type: 'image/png',
  bytes: new Uint8Array(3),
  alternative: 'A badge',
  url,
}

t.test('the pictures among an answer’s files are shown by their addresses', (t) => {
  const plain = { message: { text: 'Here it is.' } }
  t.equal(withPictures(plain), plain)
  const unserved = {
    name: 'badge.png',
    type: 'image/png',
    bytes: new Uint8Array(3),
    alternative: '',
  }
  const files = [picture, { ...picture, type: 'application/pdf' }, unserved]
  t.strictSame(withPictures({ message: { text: 'Here it is.', files }, refused: 'x' }), {
    message: {
      text: 'Here it is.',
      parts: [
        { kind: 'text', text: 'Here it is.' },
        { kind: 'image', url, alternative: 'A badge' },
      ],
    },
    refused: 'x',
  })
  t.end()
})

t.test('a badge that is claimed is shown to whoever claims it alone', async (t) => {
  const stage = await listenStage(t)
  const buttons = [{ label: 'Claim my badge', action: `claim:${'A'.repeat(22)}` }]
  const message = { text: 'Accepted', buttons }
  await stage.adapter.post('slack:T1/C1', { fr: message, en: message }, { key: 'card' })
  const card = stage.ada.seen('C1').at(-1)
  if (!card) throw new Error('There is no card.')
  stage.inbox.answer = () => ({
    message: {
      text: 'You have received it.',
      buttons: [{ label: 'Open my badge', url: 'https://badges.example.org/awards/1' }],
      files: [picture],
    },
  })
  await stage.ada.press(card, 'Claim my badge')
  await until(() => stage.ada.ephemerals('C1').length === 1)
  t.match(stage.ada.ephemerals('C1'), [{ text: /You have received it\.\nA badge/ }])
  t.strictSame(stage.ben.ephemerals('C1'), [])
})
