import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { joined, served } from '#test/kit/http.ts'
const service = await served(t)
const base = await service.server.listen({ port: 0, host: '127.0.0.1' })
const cookies: string[] = []
for (let i = 0; i < 200; i++) cookies.push((await joined(service, { name: `P${i}` })).cookie)
const before = process.cpuUsage()
const child = spawn(process.execPath, ['/tmp/bench/client2.mjs', base, `/rooms/${service.place.code}/interactions`, JSON.stringify(cookies)], { stdio: ['ignore', 2, 2] })
await once(child, 'exit')
const { user, system } = process.cpuUsage(before)
console.error(`server cpu per request: ${((user + system) / 4000).toFixed(0)} µs (user ${user / 4000 | 0})`)
