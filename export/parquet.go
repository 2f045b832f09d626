package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// parquetRows is how many rows a row group has: what is held in memory until it is written.
const parquetRows = 8192

func arrowType(k kind) arrow.DataType {
	switch k {
	case number:
		return arrow.PrimitiveTypes.Float64
	case whole:
		return arrow.PrimitiveTypes.Int64
	case truth:
		return arrow.FixedWidthTypes.Boolean
	case instant:
		return arrow.FixedWidthTypes.Timestamp_us
	case list:
		return arrow.ListOfNonNullable(arrow.BinaryTypes.String)
	}
	return arrow.BinaryTypes.String
}

// writeParquet writes the rows of statements.csv as Parquet, with null where there is nothing.
func writeParquet(ctx context.Context, r *reading, out *bufio.Writer) error {
	return r.parquet(ctx, out, parquetRows)
}

func (r *reading) parquet(ctx context.Context, out io.Writer, groupRows int) (err error) {
	columns := rowColumns()
	var fields []arrow.Field
	for _, c := range columns {
		fields = append(fields, arrow.Field{Name: c.name, Type: arrowType(c.kind), Nullable: true})
	}
	schema := arrow.NewSchema(fields, nil)
	// The writer closes whatever can be closed.
	file, err := pqarrow.NewFileWriter(schema, struct{ io.Writer }{out},
		parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCreatedBy("newsgraph")),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return wrapped(err)
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = wrapped(closed)
		}
	}()
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	rows := 0
	flush := func() error {
		if rows == 0 {
			return nil
		}
		rows = 0
		batch := b.NewRecordBatch()
		defer batch.Release()
		return wrapped(file.Write(batch))
	}
	err = r.each(ctx, func(s *told) error {
		for _, e := range s.evidence {
			for i, c := range columns {
				if err := appendValue(b.Field(i), c.of(row{s, e})); err != nil {
					return err
				}
			}
			if rows++; rows == groupRows {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return errors.Join(err, flush())
}

// appendValue appends a value of a column's kind to its builder.
func appendValue(to array.Builder, value any) error {
	if empty(value) {
		to.AppendNull()
		return nil
	}
	switch b := to.(type) {
	case *array.StringBuilder:
		if v, ok := value.(string); ok {
			b.Append(v)
			return nil
		}
	case *array.Float64Builder:
		if v, ok := value.(float64); ok {
			b.Append(v)
			return nil
		}
	case *array.Int64Builder:
		if v, ok := value.(int); ok {
			b.Append(int64(v))
			return nil
		}
	case *array.BooleanBuilder:
		if v, ok := value.(bool); ok {
			b.Append(v)
			return nil
		}
	case *array.TimestampBuilder:
		if v, ok := value.(time.Time); ok {
			b.Append(arrow.Timestamp(v.UnixMicro()))
			return nil
		}
	case *array.ListBuilder:
		return appendList(b, value)
	}
	return fmt.Errorf("export: a %T in a column of %T", value, to)
}

func appendList(to *array.ListBuilder, value any) error {
	items, ok := value.([]string)
	texts, strings := to.ValueBuilder().(*array.StringBuilder)
	if !ok || !strings {
		return fmt.Errorf("export: a %T in a column of lists", value)
	}
	to.Append(true)
	for _, item := range items {
		texts.Append(item)
	}
	return nil
}
