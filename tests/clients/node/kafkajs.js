// kafkajs: the JavaScript client with a wire codec of its own. kafkajs.js BOOTSTRAP TOPIC
//
// Creates TOPIC, produces to it with every codec that kafkajs has and asks for offsets. It reads only as a member of
// a group, so that what it wrote is read back by another client.
const assert = require('node:assert/strict')
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = require('kafkajs')
CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy')

const [bootstrap, topic] = process.argv.slice(2)
const kafka = new Kafka({ brokers: [bootstrap], clientId: 'ottla-tests', logLevel: logLevel.ERROR })

async function offsets(admin) {
  const [{ low, high }] = await admin.fetchTopicOffsets(topic)
  return [low, high]
}

async function administer(admin) {
  const topics = [{ topic, numPartitions: 1, configEntries: [{ name: 'retention.ms', value: '1000000000' }] }]
  assert.equal(await admin.createTopics({ topics }), true)
  assert.equal(await admin.createTopics({ topics }), false, 'it exists')
  assert.ok((await admin.listTopics()).includes(topic))
  const { brokers, controller } = await admin.describeCluster()
  assert.deepEqual(brokers.map(b => `${b.host}:${b.port}`), [bootstrap])
  assert.equal(controller, brokers[0].nodeId)
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: topic, configNames: ['retention.ms'] }],
  })
  assert.equal(resources[0].configEntries[0].configValue, '1000000000')
  assert.deepEqual(await offsets(admin), ['0', '0'])
}

async function produce() {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  for (const codec of ['None', 'GZIP', 'Snappy']) {
    const messages = Array.from({ length: 100 }, (_, i) => ({
      partition: 0, key: `key-${i}`, value: `${codec}-${i}`, headers: { h: 'x' }, timestamp: '1234567890123',
    }))
    const [answer] = await producer.send({ topic, messages, compression: CompressionTypes[codec] })
    assert.equal(answer.errorCode, 0)
  }
  await producer.send({ topic, messages: [{ partition: 0, key: 'gone', value: null }] })
  await producer.disconnect()
}

async function produceIdempotently() {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  for (let i = 0; i < 10; i++) await producer.send({ topic, acks: -1, messages: [{ partition: 0, value: `once-${i}` }] })
  await producer.disconnect()
}

async function main() {
  const admin = kafka.admin()
  await admin.connect()
  await administer(admin)
  await produce()
  await produceIdempotently()
  assert.deepEqual(await offsets(admin), ['0', '311'])
  const [byTime] = await admin.fetchTopicOffsetsByTimestamp(topic, 1234567890123)
  assert.equal(byTime.offset, '0')
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] })
  assert.deepEqual(await offsets(admin), ['5', '311'])
  const doomed = `${topic}-doomed`
  await admin.createTopics({ topics: [{ topic: doomed }] })
  await admin.deleteTopics({ topics: [doomed] })
  while ((await admin.listTopics()).includes(doomed));
  await admin.disconnect()
}

main().catch(error => { console.error(error); process.exit(1) })
