// A member of a group with kafkajs. kafkajs_member.js BOOTSTRAP GROUP TOPIC      (prints as confluent_member.py does)
const { Kafka, logLevel } = require('kafkajs')

const [bootstrap, groupId, topic] = process.argv.slice(2)
const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR, retry: { initialRetryTime: 100, retries: 30 } })
const consumer = kafka.consumer({ groupId, sessionTimeout: 6000, heartbeatInterval: 500, rebalanceTimeout: 10000 })

async function main() {
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    console.log('assigned', ...(payload.memberAssignment[topic] ?? []))
  })
  consumer.on(consumer.events.REBALANCING, () => console.log('assigned'))
  process.on('SIGTERM', async () => {
    await consumer.disconnect()
    process.exit(0)
  })
  await consumer.run({
    eachMessage: async ({ partition, message }) => console.log('read', partition, message.offset),
  })
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
