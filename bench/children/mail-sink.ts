import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { answerParent } from './answer-parent.ts'

// A mail server that reads each letter to its end and forgets it.
const sink = new SMTPServer({
  logger: false,
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, _session, callback) {
    stream.resume()
    stream.on('end', () => callback())
  },
})
sink.on('error', () => undefined) // A client that hangs up is no trouble.
const listening = sink.listen(0, '127.0.0.1')
await once(listening, 'listening')
const address = listening.address()
const port = typeof address === 'object' && address ? address.port : 0
answerParent(`smtp://127.0.0.1:${port}`, async () => {
  await new Promise<void>((closed) => sink.close(closed))
})
