package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one connection of Socket Mode.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // of writing
	acks map[string]chan json.RawMessage
}

// serveSocket takes a Socket Mode connection until it ends.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade answered
	}
	k := &socket{conn: conn, acks: map[string]chan json.RawMessage{}}
	s.mu.Lock()
	s.sockets[k] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.sockets, k)
		s.mu.Unlock()
		_ = conn.Close()
	}()
	if err := k.write(map[string]any{"type": "hello", "num_connections": 1}); err != nil {
		return
	}
	s.newSocket <- struct{}{}
	for {
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			return
		}
		s.mu.Lock()
		wait := k.acks[ack.EnvelopeID]
		delete(k.acks, ack.EnvelopeID)
		if wait == nil {
			s.wrong(fmt.Sprintf("acknowledgement of envelope %q, which is not open", ack.EnvelopeID))
		}
		s.mu.Unlock()
		if wait != nil {
			wait <- ack.Payload
		}
	}
}

func (k *socket) write(v any) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.conn.WriteJSON(v)
}

// WaitSocket waits until a connection is up that was not waited for before.
func (s *Server) WaitSocket(timeout time.Duration) error {
	select {
	case <-s.newSocket:
		return nil
	case <-time.After(timeout):
		return fmt.Errorf("no socket after %s", timeout)
	}
}

// CloseSockets cuts every connection.
func (s *Server) CloseSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.sockets {
		_ = k.conn.Close()
	}
}

// Disconnect asks every client to connect anew, as Slack does every few hours.
func (s *Server) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.sockets {
		_ = k.write(map[string]any{"type": "disconnect", "reason": "refresh_requested"})
	}
}

// Envelope sends one request over a connection and waits for its
// acknowledgement. It gives false where none came in time.
func (s *Server) Envelope(kind string, payload json.RawMessage, retry int, timeout time.Duration) (json.RawMessage, bool) {
	s.mu.Lock()
	var to *socket
	for k := range s.sockets {
		to = k
		break
	}
	if to == nil {
		s.mu.Unlock()
		return nil, false
	}
	id := "env-" + s.id()
	wait := make(chan json.RawMessage, 1)
	to.acks[id] = wait
	s.mu.Unlock()
	err := to.write(map[string]any{
		"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": kind != "events_api", "retry_attempt": retry,
	})
	if err != nil {
		return nil, false
	}
	select {
	case ack := <-wait:
		return ack, true
	case <-time.After(timeout):
		return nil, false
	}
}
