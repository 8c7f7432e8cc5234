// An app on Slack's own framework, Bolt for JavaScript, that does what ours
// does: it judges the Slack of our tests, and its calls are held against ours.
// Use: node app.js http|socket API_ADDRESS BOT_TOKEN APP_TOKEN SIGNING_SECRET
// It prints "ready PORT" (0 with a socket) and ends with its standard input.
const { App, LogLevel } = require('@slack/bolt');

const [, , mode, slackApiUrl, token, appToken, signingSecret] = process.argv;
const app = new App({
  token,
  ...(mode === 'socket' ? { appToken, socketMode: true } : { signingSecret }),
  clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
  logLevel: LogLevel.ERROR,
});

const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
const tail = [
  section('*来源*\n[1] <https://policy.example/documents/a|（虚构）办法>'),
  { type: 'context', elements: [{ type: 'mrkdwn', text: '由人工智能生成，以原文为准', verbatim: true }] },
  {
    type: 'context_actions',
    elements: [{
      type: 'feedback_buttons', action_id: 'feedback',
      positive_button: { text: { type: 'plain_text', text: '有用' }, value: 'up:a1', accessibility_label: '有用' },
      negative_button: { text: { type: 'plain_text', text: '没用' }, value: 'down:a1', accessibility_label: '没用' },
    }],
  },
];
const metadata = { event_type: 'policybot_answer', event_payload: { event_id: 'Ev1', complete: true } };

async function answer({ event, body, client }) {
  const { channel, ts } = event;
  const seen = { channel, timestamp: ts, name: 'eyes' };
  await client.reactions.add(seen);
  const stream = client.chatStream({
    channel, thread_ts: ts, recipient_team_id: body.team_id, recipient_user_id: event.user, buffer_size: 1,
  });
  await stream.append({ chunks: [{ type: 'blocks', blocks: [section('结论一。[1]')] }] });
  await stream.append({ chunks: [{ type: 'blocks', blocks: [section('结论二。[1]')] }] });
  await stream.stop({ blocks: tail, metadata });
  const message = { channel, text: '结论。[1]', blocks: [section('结论。[1]')], metadata, unfurl_links: false, unfurl_media: false };
  const posted = await client.chat.postMessage({ ...message, thread_ts: ts });
  await client.chat.update({ ...message, ts: posted.ts });
  await client.conversations.replies({ channel, ts, oldest: ts, limit: 200, include_all_metadata: true });
  await client.chat.postEphemeral({ channel, user: event.user, thread_ts: ts, text: '结论。[1]', blocks: [section('结论。[1]')] });
  await client.reactions.remove(seen);
}

app.event('app_mention', answer);
app.message(async (args) => { if (args.event.channel_type === 'im') await answer(args); });
app.command('/policy', async ({ ack, respond }) => {
  await ack({ response_type: 'ephemeral', text: '稍候' });
  await respond({ response_type: 'ephemeral', replace_original: false, text: '结论。[1]', blocks: [section('结论。[1]')] });
});
app.action('feedback', async ({ ack, body, client, respond }) => {
  await ack();
  await client.views.open({
    trigger_id: body.trigger_id,
    view: {
      type: 'modal', callback_id: 'feedback_reason', private_metadata: 'a1',
      title: { type: 'plain_text', text: '哪里不对？' }, submit: { type: 'plain_text', text: '提交' },
      blocks: [{
        type: 'input', block_id: 'reason', label: { type: 'plain_text', text: '原因' },
        element: { type: 'plain_text_input', action_id: 'reason' },
      }],
    },
  });
  await respond({ response_type: 'ephemeral', replace_original: false, text: '谢谢' });
});
app.view('feedback_reason', async ({ ack, view }) => { await ack(); console.log(`submitted ${view.private_metadata}`); });
app.error(async (error) => { console.log(`error ${error.message}`); });

(async () => {
  const server = await app.start(mode === 'socket' ? undefined : { port: 0, host: '127.0.0.1' });
  console.log(`ready ${mode === 'socket' ? 0 : server.address().port}`);
  process.stdin.on('end', () => process.exit(0)).resume();
})();
