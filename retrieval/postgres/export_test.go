package postgres

// Outlined gives how many documents have outlines in memory.
func (s *Store) Outlined() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.outlines.documents)
}
