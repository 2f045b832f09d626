package graph

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// JobPrefix is what the ids of jobs begin with.
const JobPrefix = "job/"

// JobState says how far a job is.
type JobState string

// The states. JobFailed: the job as a whole could not go on; what is wrong with one of its items only counts.
const (
	JobQueued  JobState = "QUEUED"
	JobRunning JobState = "RUNNING"
	JobDone    JobState = "DONE"
	JobFailed  JobState = "FAILED"
)

// Job is a load in the background. It is in the store, so that it goes on after a restart.
type Job struct {
	ID      string
	Version uint64 // one more with every change
	State   JobState
	Created time.Time
	Ended   time.Time `json:",omitzero"`

	Tasks     int // that it was given
	TasksDone int // that are done
	Added     int // items by their outcome
	Updated   int
	Unchanged int
	Refused   int
	Failed    int

	Errors []JobError `json:",omitempty"` // the first of what went wrong, and last of all why the job failed
	Owner  string     `json:",omitempty"` // the process that does it
	Lease  time.Time  `json:",omitzero"`  // until when nobody else may take it
}

// JobError says what was wrong with an item of a job.
type JobError struct {
	Item    string // its full name
	Code    string // in capitals: "FETCH"
	Message string // one line
}

// Text is the message with the item's name, where it does not have it already.
func (e JobError) Text() string {
	if strings.Contains(e.Message, e.Item) {
		return e.Message
	}
	return e.Item + ": " + e.Message
}

// maxJobErrors is how many errors a job keeps.
const maxJobErrors = 100

// Items is how many items have an outcome.
func (j *Job) Items() int { return j.Added + j.Updated + j.Unchanged + j.Refused + j.Failed }

// Total is how many items the job has, as far as that is known: a task that is not done counts as one.
func (j *Job) Total() int { return j.Items() + max(0, j.Tasks-j.TasksDone) }

// Task is one thing that a job has to load: an address, or bytes that were handed in.
type Task struct {
	Number int // in its job, from 0; set by the store
	// Address is what is to be fetched or, of an upload, what its ledger entry is called.
	Address     string
	Upload      []byte `json:"-"` // the bytes that were handed in; nil for what is to be fetched
	IsUpload    bool   `json:",omitempty"`
	ContentType string `json:",omitempty"`
	Follow      bool   `json:",omitempty"` // the pages are loaded too that a feed or sitemap names

	// What is known of an upload and may not stand in it.
	URL, Title, Source, Published string `json:",omitempty"`
}

// TaskID names a task.
type TaskID struct {
	Job    string
	Number int
}

// AddJob stores a job with its tasks, for ClaimJob to give out.
func (s *Store) AddJob(ctx context.Context, tasks []Task) (*Job, error) {
	var random [8]byte
	_, _ = rand.Read(random[:]) // it never fails
	var job *Job
	err := s.keep(ctx, func(ctx context.Context, w *writing) error {
		job = &Job{ID: JobPrefix + hex.EncodeToString(random[:]), State: JobQueued, Tasks: len(tasks), Created: w.now}
		for i, t := range tasks {
			t.Number = i
			if t.IsUpload {
				w.draft.put(taskKey(uploadKind, job.ID, i), string(t.Upload))
			}
			if err := w.putJSON(taskKey(taskKind, job.ID, i), &t); err != nil {
				return err
			}
		}
		w.draft.put(openKind.key(job.ID), "")
		return w.putJob(job)
	})
	if err != nil {
		return nil, err
	}
	return job, nil
}

func taskKey(k kind, job string, number int) string { return k.under(job) + ascendingNumber(number) }

func (w *writing) putJob(job *Job) error {
	job.Version++
	return w.putJSON(jobKind.key(job.ID), job)
}

// keep changes the books alone.
func (s *Store) keep(ctx context.Context, work func(ctx context.Context, w *writing) error) error {
	return s.changeAhead(ctx, func(ctx context.Context) (*commit, uint64, error) {
		snap, err := s.snapshot(ctx)
		if err != nil {
			return nil, 0, err
		}
		defer snap.release()
		w := newWriting(snap, s.opt.IRIBase, s.opt.Clock().UTC().Truncate(time.Microsecond))
		if err := work(ctx, w); err != nil {
			return nil, 0, err
		}
		return w.finish(ctx, true)
	})
}

// KeepSources notes what is known of sources.
func (s *Store) KeepSources(ctx context.Context, sources ...LedgerSource) error {
	return s.keep(ctx, func(ctx context.Context, w *writing) error { return w.keepBooks(ctx, Batch{Sources: sources}, nil) })
}

// Job is a job by its id; nil where there is none.
func (s *Store) Job(ctx context.Context, id string) (*Job, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	return readJob(ctx, snap, id)
}

// Job is a job by its id, as it was when the view was made; nil where there is none.
func (v *View) Job(ctx context.Context, id string) (*Job, error) { return readJob(ctx, v.snap, id) }

// ArticlesOfJob lists the articles that a job has added, updated or found unchanged, in order of their ids.
func (v *View) ArticlesOfJob(ctx context.Context, id string, p PageRequest) (*Page[*Article], error) {
	if !strings.HasPrefix(id, JobPrefix) {
		id = JobPrefix // which has none
	}
	list := streamed(ctx, v.snap, "articles of job", broughtKind.under(id), func(key string) string { return key }, func(article string) (bool, error) {
		a, err := readArticle(ctx, v.snap, ArticlePrefix+article)
		return a != nil, err
	})
	return v.articlePage(ctx, list, p)
}

func readJob(ctx context.Context, r reader, id string) (*Job, error) {
	if !strings.HasPrefix(id, JobPrefix) {
		return nil, ctx.Err()
	}
	value, ok, err := r.get(ctx, jobKind.key(id))
	if err != nil || !ok {
		return nil, err
	}
	job := &Job{}
	return job, unmarshal(value, job, id)
}

// ClaimJob gives the oldest job that waits for somebody to do it, or that nobody does any more, to owner for the time of
// the lease; nil where there is none. KeepJob makes the time longer. Where only one process has the store, what an owner
// of before held is free at once.
func (s *Store) ClaimJob(ctx context.Context, owner string, lease time.Duration) (*Job, error) {
	var claimed *Job
	err := s.keep(ctx, func(ctx context.Context, w *writing) error {
		claimed = nil
		prefix := string(openKind)
		for rec, err := range w.draft.scan(ctx, prefix, prefixEnd(prefix), false) {
			if err != nil {
				return err
			}
			job, err := readJob(ctx, w.draft, JobPrefix+rec.key[len(openKind):])
			if err != nil {
				return err
			}
			if job == nil || !s.free(job, owner, w.now) || claimed != nil && !job.Created.Before(claimed.Created) {
				continue
			}
			claimed = job
		}
		if claimed == nil {
			return nil
		}
		claimed.State, claimed.Owner, claimed.Lease = JobRunning, owner, w.now.Add(lease)
		return w.putJob(claimed)
	})
	return claimed, err
}

// free says whether a job may be claimed.
func (s *Store) free(job *Job, owner string, now time.Time) bool {
	switch job.Owner {
	case "":
		return true
	case owner:
		return false
	}
	return s.engine.backend() != postgresBackend || now.After(job.Lease)
}

// KeepJob makes the lease of a job longer, and says whether it is still the owner's.
func (s *Store) KeepJob(ctx context.Context, id, owner string, lease time.Duration) (bool, error) {
	return s.changeJob(ctx, id, owner, func(w *writing, job *Job) { job.Lease = w.now.Add(lease) })
}

// LeaveJob gives a job back, for another to go on with.
func (s *Store) LeaveJob(ctx context.Context, id, owner string) error {
	_, err := s.changeJob(ctx, id, owner, func(_ *writing, job *Job) {
		job.State, job.Owner, job.Lease = JobQueued, "", time.Time{}
	})
	return err
}

// EndJob ends a job. One that could not go on has failed.
func (s *Store) EndJob(ctx context.Context, id, owner string, failed error) error {
	_, err := s.changeJob(ctx, id, owner, func(w *writing, job *Job) {
		job.State, job.Ended, job.Owner, job.Lease = JobDone, w.now, "", time.Time{}
		if failed != nil {
			job.State = JobFailed
			job.Errors = append(job.Errors, JobError{Item: id, Code: "JOB", Message: failed.Error()})
		}
		w.draft.remove(openKind.key(id))
	})
	return err
}

// forgottenAtOnce is about how many records of jobs are taken away in one commit.
const forgottenAtOnce = 10_000

// ForgetJobs takes away the jobs that ended so long ago, and gives their number. The ledger keeps what became of their
// items.
func (s *Store) ForgetJobs(ctx context.Context, age time.Duration) (forgotten int, err error) {
	for more := true; more && err == nil; {
		jobs := 0
		err = s.keep(ctx, func(ctx context.Context, w *writing) (err error) {
			jobs, more, err = w.forgetJobs(ctx, w.now.Add(-age))
			return err
		})
		if err == nil {
			forgotten += jobs
		}
	}
	return forgotten, err
}

// forgetJobs takes away jobs that ended before a time, and says whether there may be more of them.
func (w *writing) forgetJobs(ctx context.Context, before time.Time) (jobs int, more bool, err error) {
	prefix := string(jobKind)
	var old []string
	for rec, err := range w.draft.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return 0, false, err
		}
		job := &Job{}
		if err := unmarshal(rec.value, job, rec.key); err != nil {
			return 0, false, err
		}
		if ended := job.State == JobDone || job.State == JobFailed; ended && job.Ended.Before(before) {
			old = append(old, job.ID)
		}
	}
	left := forgottenAtOnce
	for _, id := range old {
		for _, kind := range []kind{taskKind, uploadKind, broughtKind} {
			if left, err = w.removeUnder(ctx, kind.under(id), left); left == 0 || err != nil {
				return jobs, err == nil, err
			}
		}
		w.noted = true
		w.draft.remove(jobKind.key(id))
		jobs, left = jobs+1, left-1
		if left == 0 {
			return jobs, true, nil
		}
	}
	return jobs, false, nil
}

// removeUnder takes away records under a prefix, as many as may be, and gives how many more may be.
func (w *writing) removeUnder(ctx context.Context, prefix string, most int) (left int, err error) {
	var keys []string
	for rec, err := range w.draft.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return 0, err
		}
		if keys = append(keys, rec.key); len(keys) == most {
			break
		}
	}
	for _, key := range keys {
		w.noted = true
		w.draft.remove(key)
	}
	return most - len(keys), nil
}

func (s *Store) changeJob(ctx context.Context, id, owner string, change func(*writing, *Job)) (owned bool, err error) {
	err = s.keep(ctx, func(ctx context.Context, w *writing) error {
		job, err := readJob(ctx, w.draft, id)
		if err != nil {
			return err
		}
		if owned = job != nil && job.Owner == owner; !owned {
			return nil
		}
		change(w, job)
		return w.putJob(job)
	})
	return owned, err
}

// Tasks are the tasks of a job that are not done, in their order, without the bytes of uploads.
func (s *Store) Tasks(ctx context.Context, job string) ([]Task, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	prefix := taskKind.under(job)
	var tasks []Task
	for rec, err := range snap.scan(ctx, prefix, prefixEnd(prefix), false) {
		if err != nil {
			return nil, err
		}
		var t Task
		if err := unmarshal(rec.value, &t, rec.key); err != nil {
			return nil, err
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// Upload are the bytes that were handed in for a task.
func (s *Store) Upload(ctx context.Context, job string, task int) ([]byte, error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.release()
	value, ok, err := snap.get(ctx, taskKey(uploadKind, job, task))
	if err == nil && !ok {
		err = fmt.Errorf("graph: %s has no upload %d", job, task)
	}
	return []byte(value), err
}

// count adds an entry to the counts of its job.
func (w *writing) count(ctx context.Context, e *LedgerEntry) error {
	if e.Job == "" {
		return nil
	}
	job, err := readJob(ctx, w.draft, e.Job)
	if err != nil || job == nil {
		return err
	}
	switch e.Outcome {
	case Added:
		job.Added++
	case Updated:
		job.Updated++
	case Unchanged:
		job.Unchanged++
	case Refused:
		job.Refused++
	default:
		job.Failed++
	}
	bad := e.Outcome == Refused || e.Outcome == Failed
	if bad && len(job.Errors) < maxJobErrors {
		job.Errors = append(job.Errors, JobError{Item: e.FullName(), Code: e.Code, Message: e.Why})
	}
	if e.Article != "" && !bad {
		w.draft.put(broughtKind.under(job.ID)+bare(e.Article), "")
	}
	return w.putJob(job)
}

// endTask notes that a task is done.
func (w *writing) endTask(ctx context.Context, t TaskID) error {
	id, number := t.Job, t.Number
	key := taskKey(taskKind, id, number)
	_, there, err := w.draft.get(ctx, key)
	if err != nil || !there {
		return err
	}
	w.draft.remove(key)
	w.draft.remove(taskKey(uploadKind, id, number))
	job, err := readJob(ctx, w.draft, id)
	if err != nil || job == nil {
		return err
	}
	job.TasksDone++
	return w.putJob(job)
}
