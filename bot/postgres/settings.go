package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

// Settings keeps the settings of chat channels. It may be used from many
// goroutines.
type Settings struct {
	pool *pgxpool.Pool
}

var _ bot.Settings = (*Settings)(nil)

// NewSettings gives the stored settings.
func NewSettings(pool *pgxpool.Pool) *Settings { return &Settings{pool: pool} }

// Channel implements [bot.Settings].
func (s *Settings) Channel(ctx context.Context, team, channel string) (bot.ChannelSettings, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT settings FROM channel_settings WHERE team_id = @team AND channel_id = @channel`,
		pgx.NamedArgs{"team": team, "channel": channel})
	if err != nil {
		return bot.ChannelSettings{}, fmt.Errorf("read the settings of channel %s: %w", channel, pgdb.Wrap(err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[bot.ChannelSettings])
	if err != nil {
		return bot.ChannelSettings{}, fmt.Errorf("read the settings of channel %s: %w", channel, pgdb.Wrap(err))
	}
	if len(found) == 0 {
		return bot.ChannelSettings{}, nil
	}
	return found[0], nil
}

// SetChannel implements [bot.Settings].
func (s *Settings) SetChannel(ctx context.Context, team, channel string, c bot.ChannelSettings) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO channel_settings (team_id, channel_id, settings)
		VALUES (@team, @channel, @settings)
		ON CONFLICT (team_id, channel_id) DO UPDATE
		SET settings = excluded.settings,
		    updated_at = now()`,
		pgx.NamedArgs{"team": team, "channel": channel, "settings": c})
	if err != nil {
		return fmt.Errorf("store the settings of channel %s: %w", channel, pgdb.Wrap(err))
	}
	return nil
}
