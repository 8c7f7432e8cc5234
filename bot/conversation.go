package bot

import (
	"context"
	"time"
)

// Conversations keeps which answers belong together, so that a reader finds them
// again and can have them deleted. A conversation is named by what its reader
// alone knows: whoever has the name may read and delete it. Methods may be called
// from many goroutines.
type Conversations interface {
	// Append adds a stored answer at the end. An answer that is not stored, or
	// is there already, changes nothing.
	Append(ctx context.Context, conversation, answerID string) error
	// Answers gives the answers added since a time, the newest n at most, oldest
	// first; none for an unknown conversation.
	Answers(ctx context.Context, conversation string, since time.Time, n int) ([]*Answer, error)
	// Delete deletes the conversation and its answers; an unknown one is no error.
	Delete(ctx context.Context, conversation string) error
}
