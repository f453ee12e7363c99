import { parseArgs } from 'node:util'
import { printReport } from './kit/report.ts'
import { soak } from './soak/soak-service.ts'

// Ballots, open pages and verifications for a minute, or as long as told: npm run test:soak [-- MINUTES]

const { positionals } = parseArgs({ allowPositionals: true })
const minutes = Number(positionals[0] ?? 1)
if (!(minutes > 0)) throw new Error('Write for how many minutes, such as 10.')
const report = await soak({
  seconds: minutes * 60,
  listeners: 200,
  ballotsASecond: 1000,
  heapGrowthMb: 5,
})
printReport(`The service for ${minutes} min`, report)
