// Loading articles: files that are handed in and addresses that the server fetches, each followed until it is done.
import { useRef, useState } from 'react';
import { ask, token } from '../api/client';
import { Job, LoadArticles, LoadURLs } from '../api/documents';
import { errorText, useExplorer } from './context';
import { Icon, plural } from './parts';

interface Work { name: string; state: 'running' | 'done' | 'failed'; note: string; share: number | null }

/** Reads a file by the server's own readers where it takes files, and else as text or HTML. */
async function upload(file: File): Promise<{ job: string } | { note: string; failed: boolean }> {
  const response = await fetch(`/load?${new URLSearchParams({ name: file.name })}`, {
    method: 'POST', body: file,
    headers: { 'Content-Type': file.type || 'application/octet-stream', ...(token.get() && { Authorization: `Bearer ${token.get()}` }) },
  });
  if (response.status === 404 || response.status === 405) return uploadText(file);
  if (!response.ok) return { note: (await response.text()).slice(0, 300) || `The server answered ${response.status}.`, failed: true };
  const job = await response.json() as { id: string };
  return { job: job.id };
}

async function uploadText(file: File): Promise<{ note: string; failed: boolean }> {
  const text = await file.text();
  const html = /html/.test(file.type) || /^\s*<(!doctype|html)/i.test(text);
  const article = html ? { html: text } : { text, title: file.name.replace(/\.\w+$/, '') };
  const { loadArticles } = await ask(LoadArticles, { input: { articles: [article] } });
  const first = loadArticles?.articles?.[0];
  const wrong = loadArticles?.userErrors[0]?.message ?? first?.error?.message;
  return wrong ? { note: wrong, failed: true } : { note: `${first?.outcome.toLowerCase()}, ${plural(first?.statementCount, 'statement')}`, failed: false };
}

export function Loader() {
  const { refresh, roles } = useExplorer();
  const [works, setWorks] = useState<Work[]>([]);
  const [url, setURL] = useState('');
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const update = (name: string, part: Partial<Work>) => setWorks((w) => w.map((x) => (x.name === name ? { ...x, ...part } : x)));

  const followJob = async (name: string, id: string) => {
    for (let wait = 150; ; wait = Math.min(1000, wait * 1.5)) {
      const { job } = await ask(Job, { id });
      if (!job) {
        update(name, { state: 'failed', note: 'The server no longer knows of it.' });
        return;
      }
      const found = job.added + job.updated;
      const note = [`${job.done} of ${job.total || '?'}`, found && `${plural(found, 'article')} read`, job.unchanged && `${job.unchanged} known already`,
        job.refused && `${job.refused} refused`, job.failed && `${job.failed} failed`].filter(Boolean).join(', ');
      if (job.state === 'DONE' || job.state === 'FAILED') {
        const wrong = job.errors?.[0]?.message;
        update(name, { state: found || job.unchanged ? 'done' : 'failed', share: 1, note: wrong ? `${note}: ${wrong}` : note });
        refresh();
        return;
      }
      update(name, { note, share: job.total ? job.done / job.total : null });
      await new Promise((done) => setTimeout(done, wait));
    }
  };
  const begin = async (name: string, start: () => Promise<{ job: string } | { note: string; failed: boolean }>) => {
    setWorks((w) => [{ name, state: 'running', note: 'reading', share: null }, ...w.filter((x) => x.name !== name)]);
    try {
      const begun = await start();
      if ('job' in begun) await followJob(name, begun.job);
      else {
        update(name, { state: begun.failed ? 'failed' : 'done', note: begun.note, share: 1 });
        refresh();
      }
    } catch (error) {
      update(name, { state: 'failed', note: errorText(error), share: 1 });
    }
  };
  const files = (list: FileList | null) => [...(list ?? [])].forEach((file) => void begin(file.name, () => upload(file)));
  const fetchURL = (e: React.FormEvent) => {
    e.preventDefault();
    const wanted = url.trim();
    if (!wanted) return;
    setURL('');
    void begin(wanted, async () => {
      const { loadURLs } = await ask(LoadURLs, { input: { urls: [wanted] } });
      const wrong = loadURLs?.userErrors[0];
      return wrong || !loadURLs?.job ? { note: wrong?.message ?? 'The server takes no addresses.', failed: true } : { job: loadURLs.job.id };
    });
  };
  if (!roles.has('LOAD')) return <p className="quiet">You may read here, and not load. Whoever runs this server can give you a token with the role “load”.</p>;
  return (
    <div className="loader">
      <div className={over ? 'drop over' : 'drop'} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={(e) => { e.preventDefault(); setOver(false); files(e.dataTransfer.files); }}>
        <Icon sign="upload" size={26} />
        <p>Drop articles here, or <button type="button" className="link" onClick={() => input.current?.click()}>choose files</button></p>
        <p className="quiet">Saved pages, text, Markdown, PDF, Word, feeds, mail, JSON lines, CSV, archives</p>
        <input ref={input} type="file" multiple className="hidden-file" aria-label="Choose articles to load" tabIndex={-1} onChange={(e) => { files(e.target.files); e.target.value = ''; }} />
      </div>
      <form className="url-form" onSubmit={fetchURL}>
        <input type="url" aria-label="Address of an article" placeholder="https://… of an article, feed or sitemap" value={url} onChange={(e) => setURL(e.target.value)} />
        <button type="submit" className="button primary" disabled={!url.trim()}>Fetch</button>
      </form>
      <ul className="works" aria-live="polite">
        {works.map((w) => (
          <li key={w.name} className={w.state}>
            <span className="work-name">{w.state === 'done' && <Icon sign="check" size={14} />}{w.name}</span><span className="quiet">{w.note}</span>
            {w.state === 'running' && <progress aria-label={`Loading ${w.name}`} max={1} value={w.share ?? undefined} />}
          </li>
        ))}
      </ul>
    </div>
  );
}
