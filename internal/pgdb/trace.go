package pgdb

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/tracelog"
)

// tracer logs statements at Debug, without their arguments: those hold what
// users ask. Nothing is traced where Debug is off.
func tracer(lg *slog.Logger) pgx.QueryTracer {
	if lg == nil || !lg.Enabled(context.Background(), slog.LevelDebug) {
		return nil
	}
	return &tracelog.TraceLog{
		LogLevel: tracelog.LogLevelInfo,
		Logger: tracelog.LoggerFunc(func(ctx context.Context, _ tracelog.LogLevel, msg string, data map[string]any) {
			lg.LogAttrs(ctx, slog.LevelDebug, "postgres "+msg, attributes(data)...)
		}),
	}
}

func attributes(data map[string]any) []slog.Attr {
	var attrs []slog.Attr
	for _, key := range []string{"sql", "commandTag", "rowCount", "tableName"} {
		if v, ok := data[key]; ok {
			attrs = append(attrs, slog.Any(map[string]string{
				"sql": "sql", "commandTag": "command", "rowCount": "results", "tableName": "table",
			}[key], v))
		}
	}
	if d, ok := data["time"].(time.Duration); ok {
		attrs = append(attrs, slog.Float64("duration_ms", float64(d.Microseconds())/1000))
	}
	if err, ok := data["err"].(error); ok && err != nil {
		attrs = append(attrs, slog.String("err", err.Error()))
	}
	return attrs
}
