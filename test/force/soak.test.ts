import t from 'tap'
import { passes } from './kit/passes.ts'
import { soak } from './soak/soak-service.ts'

// The long form: npm run test:soak.

t.test('votes, open pages and verifications leave nothing behind', async (t) => {
  // So short a time still sees code being compiled and caches being filled.
  passes(t, await soak({ seconds: 2, listeners: 20, ballotsASecond: 150, heapGrowthMb: 20 }))
})
