// Package postgres keeps answers and the events of chat services in PostgreSQL.
//
// Tables: answers and answer_traces (see [Records]), events (see [Events]), feedback (see
// [Feedbacks]) and channel_settings (see [Settings]). An event row is
// the job itself: storing it acknowledges the message, a lease claims it, and
// every later write is fenced by the number of the claim, so that a worker
// whose lease ran out can change nothing.
package postgres
