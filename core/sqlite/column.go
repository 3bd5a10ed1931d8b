package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// asJSON keeps a value in a column as JSON: v to write, a pointer to read.
type asJSON struct{ v any }

func (j asJSON) Value() (driver.Value, error) {
	b, err := json.Marshal(j.v)
	return string(b), err
}

func (j asJSON) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("JSON column holds %T", src)
	}
	return json.Unmarshal([]byte(s), j.v)
}

// timeFormat has a fixed width, so that times sort as text.
const timeFormat = "2006-01-02T15:04:05.000000000Z"

// asTime keeps a time in a column: UTC text, NULL for the zero time.
type asTime struct{ t *time.Time }

func (a asTime) Value() (driver.Value, error) {
	if a.t.IsZero() {
		return nil, nil
	}
	return a.t.UTC().Format(timeFormat), nil
}

func (a asTime) Scan(src any) error {
	*a.t = time.Time{}
	if src == nil {
		return nil
	}
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("time column holds %T", src)
	}
	t, err := time.Parse(timeFormat, s)
	*a.t = t
	return err
}

// asNumber keeps a float64 in a column, NaN as NULL.
type asNumber struct{ f *float64 }

func (a asNumber) Value() (driver.Value, error) {
	if math.IsNaN(*a.f) {
		return nil, nil
	}
	return *a.f, nil
}

func (a asNumber) Scan(src any) error {
	var n sql.NullFloat64
	if err := n.Scan(src); err != nil {
		return err
	}
	*a.f = n.Float64
	if !n.Valid {
		*a.f = math.NaN()
	}
	return nil
}

// asSeed keeps a seed in a column as a number, or as text where SQLite's
// signed numbers end.
type asSeed struct{ s *uint64 }

func (a asSeed) Value() (driver.Value, error) {
	if *a.s > math.MaxInt64 {
		return strconv.FormatUint(*a.s, 10), nil
	}
	return int64(*a.s), nil
}

func (a asSeed) Scan(src any) (err error) {
	*a.s, err = strconv.ParseUint(fmt.Sprint(src), 10, 64)
	return err
}
