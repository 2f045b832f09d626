package text

import "regexp"

// commentsStart is the heading of a page's comments or of the form for one.
var commentsStart = line(
	`leave a (?:reply|comment)(?: cancel reply)?`,
	`(?:add|post|write) (?:a|your) comment`,
	`\d+ (?:comments?|responses|replies|thoughts?)(?: (?:on|to) ["“‘'«].*)?`, `(?:comments|responses) ?\(\d+\)`,
	`fill in your details below or click an icon to log in`,
	`join the (?:conversation|discussion)`,
	`what do you think\? leave a comment.*`,
)

// furniture are the lines of web pages that say nothing of the news, one pattern for each kind.
var furniture = []*regexp.Regexp{
	commentsStart,
	// The comment form.
	line(
		`(?:wordpress\.com|google\+?|twitter|facebook|gravatar) (?:logo|photo|picture)`,
		`you are commenting using your .{1,30} account\..*`,
		`\(? ?log ?out ?/ ?change ?\)?`, `cancel(?: reply)?`, `connecting to %s`,
		`notify me of (?:new|follow-?up) (?:comments|posts)(?: (?:via|by) e-?mail)?`,
		`(?:name|e-?mail|e-?mail address|website) \*?(?: ?\(required\).*)?`, `e-?mail(?: address)? ?\(.*never made public\)`,
		`your e-?mail address will not be published\..*`, `required fields are marked.*`,
		`enter your comment here.*`, `save my name, e-?mail,? and website in this browser.*`,
		`(?:post|submit)(?: (?:a|your))? comment`, `be the first to comment`,
		`comments (?:are|have been) (?:closed|disabled|turned off).*`, `view (?:all )?(?:\d+ )?comments?`, `(?:\d+|no) comments?`, `Δ`,
	),
	// Blog services.
	line(
		`this site uses akismet.*`, `learn how your comment data is processed`, `(?:%d|\d+) bloggers? likes? this`,
		`like this`, `like loading`, `loading`, `be the first to like this.*`, `follow blog via e-?mail`, `report this content`,
		`(?:blog|website|create a (?:free )?(?:website|blog).*) at wordpress\.com`, `(?:proudly )?powered by \S+`, `theme: .{1,40} by .{1,40}`,
	),
	// Credits, time stamps and notes of the publisher.
	line(
		`(?:first )?(?:published|updated|last updated|last modified|posted|modified)(?: (?:on|at))?\W{0,3}(?:(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W{0,2}|\d[\d.,:/-]*(?:st|nd|rd|th|[ap]m)?\W{0,2}|[ap]\.?m\.?\W{0,2}|at\W|on\W|by\W|(?:[ecmp][sd]?t|gmt|utc|bst)\b\W{0,2})+`,
		`\(?(?:additional )?reporting by .{3,150}; ?(?:additional reporting by .{3,150}; ?)?(?:writing by .{3,80}; ?)?edit(?:ing|ed) by .{3,100}`, `\(?(?:writing|compiled) by .{3,80}; ?edit(?:ing|ed) by .{3,100}`,
		`(?:the )?\p{Lu}\S+(?: \S+){0,30} contributed (?:reporting )?to this (?:report|story|article)`, `(?:this copy is for|distribution and use of this material).*(?:non-?commercial use only|copyright law).*`,
		`(?:write|e-?mail|send tips) to .{1,60} at \S+@\S+`, `(?:contact|reach|follow) .{0,60}(?:\S+@\S+|(?:on|@) ?twitter\b.{0,60})`, `an error has occurred.{0,40}`, `this article has been sent to`, `more ap .{1,30}: https?://.*`,
	),
	// Sharing.
	line(
		`(?:please )?share(?: this)?(?: (?:article|story|post|page|news))?`, `(?:click to )?(?:share|tweet|pin|post|e-?mail)(?: this)?(?: (?:article|story|post|link|it))? (?:on|via|by|with|to) (?:facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|e-?mail|tumblr|pocket|telegram|skype|(?:a )?friends?)(?: \(opens in new window\))?`,
		`click to (?:print|e-?mail).*\(opens in new window\)`, `copy (?:the )?link(?: to clipboard)?`, `link copied`,
		`(?:follow|like|find|join) (?:us|me|@?\w+)(?: @?\w+)? on (?:facebook|twitter|x|linkedin|instagram|youtube|telegram|whatsapp|google news)(?:(?:,| and|,? &) \w+)*`,
		`\d[\d,.]*k? (?:shares?|likes?|views?|retweets?|reactions?)`, `print(?: this)?(?: (?:article|page|story))`, `tweet this`,
	),
	// Accounts.
	line(
		`(?:log|sign) ?-?(?:in|out)(?: ?(?:/|or|\|) ?(?:register|sign ?-?up|subscribe|create an account))?`, `sign ?-?up`, `register(?: now)?`,
		`subscribe(?: now| today)?`, `(?:log|sign) ?-?in (?:to|with) (?:comment|continue|your account|read|facebook|google|twitter|leave a comment|your .{1,20} account).*`,
		`(?:sign|log) in or (?:register|sign up|create).*`, `already (?:a subscriber|a member|registered|have an account|subscribed)\b.{0,60}`,
		`(?:don['’]t|do not) have an account\b.{0,60}`, `(?:my|your) (?:account|profile)`, `forgot(?:ten)? (?:your )?password`, `create (?:a free |an |your free )?account`, `become a (?:member|subscriber)`,
	),
	// Newsletters.
	line(
		`(?:sign ?-?up|register|subscribe)(?: (?:now|today|here))?(?: (?:to|for|and))? (?:our|the|your|my|a|this|get|receive)\b.*(?:newsletters?|mailing list|e-?mails?|inbox|updates|alerts|channel|feed|bulletin)\b.*`,
		`(?:get|receive|have) .{0,80}\b(?:in|to|into) your (?:inbox|e-?mail|mailbox)\b.*`, `(?:please )?enter (?:your )?(?:a valid )?e-?mail(?: address)?.*`,
		`e-?mail address`, `join \d[\d,.]*k? (?:other )?(?:followers|subscribers|readers).*`, `(?:daily|weekly|morning|evening) newsletter`, `newsletter(?: sign ?-?up)?`,
		`you can unsubscribe at any time.*`, `thank(?:s| you) for (?:subscribing|signing up).*`,
	),
	// Cookies and terms.
	line(
		`(?:we|this (?:web)?site|our (?:web)?site|this page)(?: and our partners)? uses? cookies\b.*`, `by (?:continuing|using|closing|browsing|clicking)\b.{0,120}\b(?:you (?:agree|accept|consent)|cookies)\b.*`,
		`(?:accept|reject|manage|allow)(?: all)?(?: cookies)?(?: (?:and|&) (?:close|continue))?`, `(?:cookies?|privacy)(?: (?:settings|policy|preferences|notice|options))`, `privacy (?:&|and) cookies: .*`,
		`to find out more, including how to control cookies.*`, `terms (?:of (?:use|service)|(?:and|&) conditions)`, `do not sell (?:or share )?my (?:personal )?(?:information|data)`,
	),
	// Links to other articles.
	line(
		`(?:read|see|watch)(?: (?:more|also|next|on|now|the full (?:story|article)))+(?: here)?`, `related(?: (?:articles?|posts?|stories|story|news|content|coverage|links?|reading|videos?))?`,
		`(?:recommended|suggested) (?:reading|for you|stories|articles)`, `you (?:may|might) (?:also )?(?:like|be interested in)`,
		`don['’]t miss|must read|trending(?: now)?|most (?:read|popular|viewed|shared)(?: in .{1,30})?|editors?['’]?s? picks?|top stories|latest news|more stories|up next|what to read next`, `more great \S+ stories`,
		`continue reading(?: (?:below|the main story|.{1,100}[→»]))?`, `click here (?:to|for) .{1,80}`, `post navigation`, `view (?:gallery|photos|all)`, `show (?:more|less)`, `more`,
	),
	// Advertisements.
	line(
		`advert(?:isement|ising|s)?s?`, `ads?`, `advertisement ?[-–—] ?(?:continue reading below|scroll.*)`, `sponsored(?: (?:content|links?|by .{1,40}))?`, `promoted(?: content)?`, `paid (?:content|post)`,
		`(?:story|article|text) continues (?:after|below)\b.{0,40}`, `scroll (?:down )?(?:to|for) (?:continue|more).*`, `(?:report|skip|close|remove) (?:this )?ads?`, `supported by`,
	),
	// The pages of an article that was cut into several.
	line(
		`(?:this is )?page:? \d{1,3}(?: ?(?:of|/) ?\d{1,3})?`, `\d{1,3} of \d{1,3}`, `(?:continue|continued|go|jump)(?: reading)? (?:to|on) (?:the )?(?:next page|page \d{1,3})`, `(?:next|previous|prev|first|last) page`,
		`(?:view|read|show)(?: (?:it|this|the)?(?: ?(?:article|story))?)? ?(?:as|on|in) (?:a |one )?(?:single )?page`, `(?:view )?single page(?: view)?`, `view all pages`,
		`(?:pages?:? )?(?:(?:«|‹|<) ?)?(?:(?:previous|prev|first|back)\W+)?1\W+2(?:\W+\d{1,3})*(?:\W+(?:next|last|older))*(?: ?(?:»|›|>))?`, `(?:previous|prev)\W+(?:\d{1,3}\W+)*next`,
	),
	// Navigation and the foot of the page.
	line(
		`skip to (?:main )?(?:content|navigation)`, `(?:main )?menu`, `toggle (?:navigation|menu)`, `search(?: for)?`, `back to top`, `close(?: menu)?`, `\d+ min(?:ute)?s? read`, `reading time ?: ?.{1,20}`,
		`(?:©|\(c\)|copyright) ?(?:©|\(c\)|copyright)? ?\d{4}\b.{0,150}`, `all rights reserved`, `this material may not be published, broadcast, rewritten,? or redistributed.*`,
		`please enable javascript.*`, `your browser does not support .{1,60}`, `(?:about|contact) us(?: ?\| ?.*)?`, `(?:contact|about|advertise|careers|help|faq)(?: ?\| ?[\w &]+)+`,
	),
}

// linkLine is a link to another article with its headline.
var linkLine = line(
	`(?:read|see|watch|listen|more|see also|also read|also see|also watch)(?: (?:more|also|next|on|now|here|the full (?:story|article)))* ?(?::|>>) ?.+`,
	`related(?: (?:articles?|posts?|stories|story|news|content|coverage|links?|reading|videos?))? ?: ?.+`, `(?:recommended|suggested) (?:reading|for you|stories|articles) ?: ?.+`,
	`(?:you (?:may|might) (?:also )?like|don['’]t miss|must read|trending(?: now)?|most (?:read|popular)|up next|what to read next) ?: ?.+`,
	`(?:previous|next) (?:post|article|story|page)(?: ?: ?.*)?`,
)

// line is a pattern that matches a whole line, without case, where one of the alternatives is all that it says; an end
// mark may follow.
func line(alternatives ...string) *regexp.Regexp {
	pattern := `(?is)^(?:`
	for i, alternative := range alternatives {
		if i > 0 {
			pattern += "|"
		}
		pattern += alternative
	}
	return regexp.MustCompile(pattern + `)\s*[.…!?:]*$`)
}
