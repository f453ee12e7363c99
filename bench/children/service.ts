import { readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'
import { answerParent } from './answer-parent.ts'

// The real service, in a process of its own.
const service = await startService(readConfig(process.env))
const bound = service.server.server.address()
const port = typeof bound === 'object' && bound ? bound.port : 0
answerParent(`http://127.0.0.1:${port}`, () => service.stop())
