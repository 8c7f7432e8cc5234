package web

import (
	"sync"
	"time"
)

const (
	// maxQuestions bounds a conversation: past it the reader begins a new one.
	maxQuestions = 30
	// restored is how many answers of a kept conversation are given back.
	restored = maxQuestions
	// secretLength is the length from which a conversation's name is taken for
	// a secret of its reader: 128 bits in hexadecimal digits. Only such
	// conversations are kept, and only by such a name can they be read.
	secretLength     = 32
	maxTurns         = 10               // questions kept of a conversation
	conversationLife = 30 * time.Minute // since the last question
	maxConversations = 10_000           // at most about 10 turns x 4 kB each
)

// conversations remembers the last questions of each conversation in memory. A
// conversation is forgotten 30 minutes after its last question, or earlier when
// there are too many: the oldest goes first.
type conversations struct {
	mu   sync.Mutex
	byID map[string]*conversation
}

type conversation struct {
	turns []string
	asked int // questions in all
	last  time.Time
}

func newConversations() *conversations {
	return &conversations{byID: map[string]*conversation{}}
}

// turnsOf gives the earlier questions, oldest first, and how many there were in
// all; none for an empty id, and known false for one that is not remembered.
func (c *conversations) turnsOf(id string, now time.Time) (turns []string, asked int, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conv, ok := c.byID[id]
	if !ok || now.Sub(conv.last) > conversationLife {
		return nil, 0, false
	}
	return append([]string(nil), conv.turns...), conv.asked, true
}

// add appends a question to the conversation; an empty id is no conversation.
func (c *conversations) add(id, question string, now time.Time) {
	if id == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	conv, ok := c.byID[id]
	if !ok || now.Sub(conv.last) > conversationLife {
		if !ok && len(c.byID) >= maxConversations {
			c.makeRoom(now)
		}
		conv = &conversation{}
		c.byID[id] = conv
	}
	conv.asked++
	conv.turns = append(conv.turns, question)
	if n := len(conv.turns); n > maxTurns {
		conv.turns = append([]string(nil), conv.turns[n-maxTurns:]...)
	}
	conv.last = now
}

// forget drops a conversation.
func (c *conversations) forget(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byID, id)
}

// makeRoom forgets what has expired, or else the oldest one.
func (c *conversations) makeRoom(now time.Time) {
	oldest := ""
	for id, conv := range c.byID {
		if now.Sub(conv.last) > conversationLife {
			delete(c.byID, id)
		} else if oldest == "" || conv.last.Before(c.byID[oldest].last) {
			oldest = id
		}
	}
	if len(c.byID) >= maxConversations {
		delete(c.byID, oldest)
	}
}
