package bot

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ErrClaimLost reports that an event is no longer held by the caller: its
// lease ran out and somebody else claimed it, or it is done.
var ErrClaimLost = errors.New("the claim on the event is lost")

// Event is a message from a chat service that is to be answered once. The
// stored event is the job itself: there is no second queue.
type Event struct {
	TeamID string // workspace
	ID     string // the service's own id of the event, equal in every delivery of it
	// Message names the message that the event tells of. Two events of one
	// message (a mention and a direct message, say) are one job.
	Message string
	// Thread names the conversation. Events of one thread are claimed one
	// after another, in the order in which they came.
	Thread string
	// Payload is what the channel needs to answer, as JSON. It is forgotten
	// when the event is done.
	Payload json.RawMessage
	// FollowUp keeps the event only where its thread holds an answered one:
	// Put drops it otherwise.
	FollowUp bool

	// What follows is set by Claim.

	Attempts int    // tries so far, this one included; from 1
	Claim    int64  // number of this claim; a later claim has a higher one
	AnswerID string // of the answer made by an earlier try; empty for none
	Unsure   bool   // an earlier try may have posted its reply
	Posted   string // the service's id of the reply that an earlier try began; empty for none
	Received time.Time
}

// Stage says how far a claimed event has come.
type Stage string

// Stages.
const (
	// StagePosting: the reply is about to be posted; the lease is renewed.
	StagePosting Stage = "posting"
	// StageLater: this try is over; the event is due again after a while.
	StageLater Stage = "later"
	// StageDone: the event is finished, with a reply or without; its payload
	// is forgotten.
	StageDone Stage = "done"
)

// Progress is what becomes of a claimed event.
type Progress struct {
	Stage     Stage
	For       time.Duration // StagePosting: the new lease; StageLater: the wait. Counted from now
	Unsure    bool          // a reply may have been posted
	Uncounted bool          // StageLater: this try does not count (the service asked to wait)
	AnswerID  string        // of the answer made; empty keeps what is stored
	Posted    string        // the service's id of the reply, begun or finished; empty keeps what is stored
	Code      string        // short code of what went wrong, without text of users; empty for nothing
}

// Events keeps the events to be answered. Methods may be called from many
// goroutines and processes.
type Events interface {
	// Put stores an event. It gives false, and changes nothing, when an event
	// of the same team and id, or of the same team and message, is stored, or
	// when the event is a follow-up in a thread without an answer.
	Put(ctx context.Context, e Event) (stored bool, err error)
	// Claim gives the oldest event that is due and held by nobody, and holds
	// it for the lease. An event behind an unfinished one of its thread is not
	// due. Where there is none it gives [ErrNotFound] at once.
	Claim(ctx context.Context, lease time.Duration) (*Event, error)
	// Save stores what became of a claimed event. It gives [ErrClaimLost], and
	// changes nothing, when the claim is no longer the caller's.
	Save(ctx context.Context, e *Event, p Progress) error
}

// EventLog is what a channel may do with stored events beside answering them.
// Methods may be called from many goroutines and processes.
type EventLog interface {
	// Listen calls wake whenever an event was stored by any process, until ctx
	// ends (then it gives ctx's error) or the store fails. Calls may be more or
	// fewer than events: wake means "look again".
	Listen(ctx context.Context, wake func()) error
	// Questions gives the questions answered in a thread before e came, oldest
	// first, at most the last n.
	Questions(ctx context.Context, e *Event, n int) ([]string, error)
	// Waiting gives the events that nobody has claimed for the given time since
	// they came, each of them once over all processes, in the order in which
	// they came, at most 50. A call that fails may lose some.
	Waiting(ctx context.Context, since time.Duration) ([]Waiting, error)
	// Purge deletes events that were done before the given time and gives
	// their number.
	Purge(ctx context.Context, before time.Time) (int, error)
}

// Waiting is an event in the queue.
type Waiting struct {
	Event
	Place int // from 1: the number of unanswered events up to this one
}

// ChannelSettings is what the people of a channel chose for it. The zero value
// is that of a channel in which nobody chose anything.
type ChannelSettings struct {
	Region       string `json:"region"`        // of questions that name none; empty: unknown
	MentionOnly  bool   `json:"mention_only"`  // follow-ups in a thread need a mention too
	PrivateFirst bool   `json:"private_first"` // an answer is shown to the asker alone, who may share it
}

// Settings keeps the settings of channels. Methods may be called from many
// goroutines and processes.
type Settings interface {
	// Channel gives the settings of a channel; the zero value where none are stored.
	Channel(ctx context.Context, team, channel string) (ChannelSettings, error)
	// SetChannel replaces the settings of a channel.
	SetChannel(ctx context.Context, team, channel string, s ChannelSettings) error
}
