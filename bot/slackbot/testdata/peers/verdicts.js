// Gives the verdict of Bolt for JavaScript on signed requests: one JSON object
// a line in {signature, timestamp, body, secret, now}, one word a line out.
const { isValidSlackRequest } = require('@slack/bolt/dist/receivers/verify-request');

require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const r = JSON.parse(line);
  console.log(isValidSlackRequest({
    signingSecret: r.secret, body: r.body, nowMilliseconds: r.now * 1000,
    headers: { 'x-slack-signature': r.signature, 'x-slack-request-timestamp': Number(r.timestamp) },
  }) ? 'yes' : 'no');
});
