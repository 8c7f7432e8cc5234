package bot

import "context"

// MaxCommentRunes bounds the length of a comment in characters.
const MaxCommentRunes = 500

// Verdict says whether an answer helped.
type Verdict string

// Verdicts.
const (
	VerdictUp   Verdict = "up"
	VerdictDown Verdict = "down"
)

// Reason says why an answer did not help. The set is closed.
type Reason string

// Reasons; the empty one means that none was given.
const (
	ReasonOffTopic      Reason = "off_topic"      // 答非所问
	ReasonWrongCitation Reason = "wrong_citation" // 引用错误
	ReasonOutdated      Reason = "outdated"       // 已过期
	ReasonIncomplete    Reason = "incomplete"     // 不完整
	ReasonOther         Reason = "other"          // 其他
)

// Reasons lists the reasons in the order in which they are offered.
var Reasons = []Reason{ReasonOffTopic, ReasonWrongCitation, ReasonOutdated, ReasonIncomplete, ReasonOther}

// Feedback is what a reader says of an answer.
type Feedback struct {
	AnswerID string
	// Rater names the reader within the channel, best as a hash: it serves to
	// keep one opinion of each reader, not to know who it was.
	Rater   string
	Verdict Verdict
	Reason  Reason // empty for none
	Comment string // at most [MaxCommentRunes] characters
}

// Feedbacks keeps what readers say. Methods may be called from many goroutines.
type Feedbacks interface {
	// Rate stores feedback; a later one of the same rater and answer replaces
	// it. An unknown answer gives [ErrNotFound].
	Rate(ctx context.Context, f Feedback) error
}
