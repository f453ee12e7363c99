import t from 'tap'
import { anotherWorkspace, joined, said, served } from '#test/kit/http.ts'

const service = await served(t)
const { server, place, trainerKey, room } = service
const door = `/rooms/${place.code}`
const json = { accept: 'application/json' }

t.test('the home page, the door of a room and the room answer', async (t) => {
  t.equal((await server.inject('/')).statusCode, 200)
  t.equal((await server.inject(door)).statusCode, 200)
  const lea = await joined(service)
  const inside = await server.inject({ url: door, cookies: lea.cookies })
  t.equal(inside.statusCode, 200)
})
