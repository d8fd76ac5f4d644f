"""The cues of each reaction: phrases by weight, words of feeling, emoji. `cues` says how they are read."""

from __future__ import annotations

from typing import Final

# Expressions in case-folded text with straight apostrophes, bounded by words; a line end parts cues as `|` does.
PHRASES: Final[dict[str, dict[int, str]]] = {
    "excitement": {
        3: r"""
            goose ?bumps?|can(?:'t|not) wait|let'?s+ go+|tears of joy|long live|hats off|take a bow|bravo|hoo?ray|viva
            what an? (?:day|sight|moment|show|night|time|scene|spectacle|view|win|performance|ceremony|welcome|line-?up)
            what an? (?:amazing|beautiful|great|glorious|historic|incredible|powerful|stunning|wonderful) \w+
            i (?:really |so |absolutely |just |fucking )*(?:love|loved|adore)|absolutely (?:love|loved|adore)
            lov(?:e|ing|ed) (?:this|that|it|these|to see|how|every)
            (?:proud|great|good|beautiful|happy) (?:day|moment) for
            (?:never|haven't) seen (?:anything|something) (?:quite )?like (?:it|this|that)|once in a lifetime
            here for it|best (?:thing|day|parade|news|moment|picture|photo|show|part) (?:ever|i've|today|of all)
            history (?:is |was )?made|gives? (?:me|us) (?:so much |some |real )?hope|we(?:'re| are) (?:so |sooo )?back
            (?:was|were) something else|(?:on )?another level|next level|hell yeah|fuck yeah|no notes
            congrat(?:s|ulations)|well deserved|mind ?blow(?:n|ing)|good for (?:them|him|her|us)|about (?:damn )?time
            a dream come true|so (?:cool|good|beautiful|proud of (?:my|our))
        """,
        2: r"""
            amazing|awesome|incredible|spectacular|magnificent|stunning|breathtaking|beautiful(?:ly)?|gorgeous
            glorious|majestic|flawless|impressive|brilliant|fantastic|wonderful|superb|marvell?ous|epic|iconic
            legend(?:s|ary)?|mesmeri[sz]ing|unforgettable|inspiring|masterpiece|masterclass|wow+|woah|whoa|yes+s
            thrilling|exciting|elegant|finally|at last|(?:i|we) hope|hope(?:fully)? (?:this|we|that|it)|i salute
            respect to|(?:much|huge|mad) respect|rooting for|badass|the future is|welcome (?:home|back)|kudos
            well done|magical|perfection|thank you|excellent|lovely|adorable|delight(?:ful)?|my favou?rite
            happy (?:for|to)|so happy|looking forward|hoping|enjoyed|i (?:really )?(?:like|liked|enjoy|appreciate)
            (?:is|was|how|so|looks|looked) great|great (?:day|news|to|work|job)|the best|best \w+ ever|smil(?:e|ing)
            rejoic\w+
        """,
        1: r"""
            great|good|best|fun|glad|proud|hope|happy|moving|respect|dignity|cool|nice|joy|love|perfect|insane(?:ly)?
            strong|remarkable
        """,
    },
    "concern": {
        3: r"""
            (?:should|ought to) (?:really )?(?:scare|worry|concern|alarm|terrify|frighten|bother|trouble) \w+
            (?:scares?|worries|terrifies|frightens|concerns|troubles|bothers|saddens) (?:me|us)
            i (?:do )?(?:fear|worry|dread)|(?:god|heaven|lord) help (?:us|them|me)|keep(?:s|ing)? me (?:up|awake)
            can(?:'t|not) sleep|los(?:t|ing) sleep|(?:bad|uneasy|sinking|awful|terrible) feeling
            (?:won't|not going to|doesn't|never) ends? well|ends? badly|heart ?break(?:ing|s)?|broke my heart
            my heart (?:sinks?|sank|aches|goes out)|wake[- ]?up call|not okay|sleep ?walk(?:ing|ed)?|on the brink
            brink of|pray(?:ing|ers)? for|please pray|be (?:very )?(?:afraid|worried)
            (?:are|we're|is|were) (?:not|nowhere near) (?:ready|prepared)|(?:nobody|no one) is (?:ready|prepared|safe)
            (?:dark|dangerous|scary|frightening|grim|bleak|worrying) (?:day|time|road|path|place|turn|moment)s?
            should (?:all )?be (?:very |deeply |more |really )?(?:worried|concerned|afraid|alarmed|nervous|scared)
        """,
        2: r"""
            worrying|worrisome|worryingly|scary|scarier|scariest|frightening|terrifying|alarming(?:ly)?|chilling
            disturbing|unsettling|unnerving|ominous|sinister|eerie|creepy|sobering|dangerous(?:ly)?|troubling|tragic
            tragedy|sad(?:ly)?|bad (?:sign|omen|news)|warning signs?|a warning|red flags?|mark my words|wake up
            nightmare|dread|grim|bleak|doom(?:ed)?|shivers?|ignore (?:it |this )?at|stay safe
            (?:world war|ww) ?(?:3|iii|three)|nuclear war|arms race|new cold war|too late|let that sink in
            at what (?:cost|price)|who(?:'s| is) next|grief|what (?:comes|happens) (?:next|when|if|to)
            (?:we|they|europe|the west|allies) (?:must|need to|had better) \w+|horror|horrifying|horrific|terrible
            depressing|panic|painful|hurts|despair|condolences|rip|haunt(?:s|ing|ed)|sorry (?:for|to)|i miss|lost my
            gloomy|my heart|makes me (?:cry|shiver|shudder)|even worse|so much worse
        """,
        1: r"""
            worse|tears|lonely|terror|threat(?:s|en\w*)?|risks?|risky|escalat\w+|fears?|worr(?:y|ies)|danger|crisis
            vulnerable|mourn\w*|instability
        """,
    },
    "anger": {
        3: r"""
            disgust(?:ing|s)?|disgrac(?:e|eful)|shame(?:ful|less)|shame on|how dare|war criminals?
            murder(?:er|ers|ous)|(?:sick|tired) of|sicken(?:ing|s)
            makes? (?:me|my blood|us) (?:so )?(?:sick|angry|furious|mad|rage|boil)|blood boils?|fed up
            enough is enough|blood on (?:his|her|their|your|its|our) hands|hypocri\w+|unforgivable|inexcusable
            despicable|never forgive|(?:fuck|screw|damn) (?:you|this|that|him|her|them|these|off|the)|rot in
            go to hell|to hell with|spit on|how (?:can|could) (?:anyone|anybody|they|you|people|we|he|she)|insult to
            slap in the face|spare (?:me|us) the|don't you dare|(?:nothing|not) to (?:celebrate|be proud of|admire)
            spineless|stop (?:pretending|calling|clapping|applauding|praising|normali[sz]ing|glorifying|platforming)
            i'm (?:so )?done|i (?:fucking |really |just )?hate|what the (?:hell|fuck)|the fuck|shut up
            screw \w+ people
        """,
        2: r"""
            butchers?|tyrants?|tyranny|thugs?|vile|repulsive|repugnant|revolting|appalling|outrageous|liars?|lies
            lying|traitors?|treason(?:ous)?|betray(?:al|ed|s|ing)|scum|monsters?|cowards?|cowardly|cowardice|complicit
            genocid\w+|fascis\w+|bullshit|bs|unacceptable|pathetic|garbage|trash|idiots?|idiotic|morons?|obscene
            grotesque|criminals?|wtf|bastards?|sold (?:us|them) out|whitewash\w*|warmongers?|invaders?
            murder(?:s|ed|ing)|awful|horrible|hate|hatred|the worst|rage|nasty|the hell|racis\w+|assholes?|frustrating
            infuriating|offensive
        """,
        1: r"""
            dictator(?:ship)?s?|stupid|wrong|blame|victims|camps|prison|censor\w*|failure|corrupt\w*|fault
            kill(?:ed|ing|ers?|s)|atrocit\w+|crimes|slave(?:s|ry)|oppress\w+|starv(?:e|es|ed|ing)|tortur\w+
            fuck(?:ing|ers?|ed)?|hell|shit|stole\w*|insult(?:ing|ed)?|resign|impeach|propaganda|brutal|regimes?|evil
            weak
        """,
    },
    "mockery": {
        3: r"""
            lo+l(?:z|ol)*|lmf?ao+|rofl|\w*haha\w*|hehe\w*|jaja\w*|kek|xd|i'?m (?:dead|dying|crying|screaming)
            what a joke|(?:i|me|us|still|actually|we) (?:laugh|laughed|laughing|chuckled?)|out loud
            imagine (?:being|thinking|having|needing|the|his|her)|jokes? writes? (?:itself|themselves)|writes itself
            (?:can't|couldn't) make (?:this|it) up|clowns?|clown ?(?:show|car)|circus|nobody:|me when
            me (?:trying|pretending)|tell me .{1,60} without telling|pov|plot twist|yeah,? (?:right|sure)
            sure,? (?:jan|buddy|thing)|slow clap
            (?:some(?:one|body)|who'?s going to|can someone) (?:please )?(?:check on|tell|call|hide|take away|get)
            (?:boy|girl) ?band|starter pack|group chat|squad goals|dollar store|dollar tree|budget version|temu
            from wish|(?:season|series) (?:finale|premiere)|sit-?com|spin-?off|cosplay(?:ing|s)?|super ?villains?
            bond villains?|legion of doom|yelp|trip ?advisor|(?:zero|one|two|five|[0125]) stars?|\d+/10|stay mad
            rent free|cry harder
            (?:brought to you|sponsored) by|oh (?:dear|look|great|well)|not (?:me|him|them) \w+ing
        """,
        2: r"""
            memes?|(?:a|the) joke|joking|funny|funnier|funniest|chuckl\w+|hilarious|comedy|laughable|ridiculous|absurd
            parody|satire|cringe|awkward|bro|dude|my guy|buddy|grandpas?|fomo|vibes?|mid|lame|salty|petty|ratio|smh
            ffs|ngl|so much for|nice try|because of course|be like|is when|that one (?:friend|guy|uncle|cousin|kid)
            plus one|tantrum|hissy fit|sulk(?:ing|s)?|cope|genius|netflix|hbo|disney|avengers|star wars|harry potter
            hunger games|game of thrones|simpsons|james bond|airbnb|tinder|linkedin|powerpoint|zoom call|karaoke
            lunch table|high school|must be (?:so )?(?:awkward|jealous)
        """,
        1: r"""
            (?:looks?|looking|acts?|dressed) like (?:an?|my|someone)|giving (?:me )?\w+ vibes
            literally|kinda|totally|obviously|surely|definitely|weird|apparently|turns out|meanwhile|of course|anyway
            mate|pls|boring|embarrassing|costume|reunion|wedding|snacks?|uncle|selfies?|gym|yoga|invited?|jealous|diet
            nap|outfit
        """,
    },
}

FEELINGS: Final[dict[str, str]] = {
    "excitement": r"excited|thrilled|proud|happy|delighted|hopeful|optimistic|hyped|pumped|honou?red|moved|impressed"
    r"|glad|inspired|stunned|speechless|in awe|emotional|grateful|thankful|amazed|obsessed|relieved",
    "concern": r"worried|concerned|scared|afraid|terrified|frightened|nervous|anxious|uneasy|alarmed|sad|saddened"
    r"|depressed|heartbroken|shaken|unsettled|uncomfortable|disturbed|helpless|fearful|pessimistic",
    "anger": r"angry|furious|mad|livid|disgusted|outraged|appalled|ashamed|enraged|seething|fuming|raging|sickened",
    "mockery": r"laughing|cackling|howling|wheezing|amused|giggling",
}
"""Words of feeling: cues of weight 3 where they are the writer's own."""

EMOJI: Final[dict[str, dict[int, str]]] = {
    "excitement": {3: "🔥😍🥰🤩🎉🥳🎊🙌💪❤💕🫡", 2: "👏🚀💯😊😎🥹👍💥🏆😃😀😁♥💙", 1: "✨🤝🎆🎇😮!"},
    "concern": {3: "😬😨😰😱😟😧😢😥😔😞😓💔😣😖😿", 2: "⚠🥺😕🙁☹😳", 1: "🤔😐😭🚨☢"},
    "anger": {3: "😡🤬😠👿🤮🖕💢🤢😤", 2: "👎🩸"},
    "mockery": {3: "😂🤣💀🤡😆😹🙃🍿🙄😏🤭🤪🫠😜", 2: "😅🤦🤷🥴😉😴🧐🫣😒"},
}
"""Signs without variation selectors and skin tones: one cue each, however often repeated."""
