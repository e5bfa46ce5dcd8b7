/* Asks axe about a page: all its rules in the light theme, colours in the dark one too. Expects axe before it.

   Most of axe's time goes to colours. Two things save it, and change no verdict: a colour is read once, and a text
   that looks like one that axe found legible on an earlier page is not examined again. */
window.examine = (() => {
    const {Color} = axe.commons.color, {parseString} = Color.prototype, known = new Map();
    Color.prototype.parseString = function (text) {
        if (!known.has(text)) known.set(text, parseString.call(new Color(), text));
        const {r, g, b, alpha} = known.get(text);
        return Object.assign(this, {r, g, b, alpha});
    };

    let grounds, seen = new Set();
    const met = new Set(), refused = new Set();

    /* What an element lies on, as it is computed: each layer up to the page that can be seen. */
    function groundOf(element) {
        if (!element) return "";
        if (!grounds.has(element)) {
            const {backgroundColor, backgroundImage, opacity, mixBlendMode, position} = getComputedStyle(element);
            const layer = `${backgroundColor} ${backgroundImage} ${opacity} ${mixBlendMode} ${position}`;
            const isNothing = layer.replace("relative", "static") === "rgba(0, 0, 0, 0) none 1 normal static";
            grounds.set(element, (isNothing ? "" : `|${layer}`) + groundOf(element.parentElement));
        }
        return grounds.get(element);
    }

    /* All that its contrast depends on. */
    function lookOf(element) {
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(element);
        return `${color} ${fontSize} ${fontWeight} ${textShadow}${groundOf(element)}`;
    }

    const bearsText = element => element.matches("input, select, textarea")
        || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());

    const rule = axe._audit.getRule("color-contrast"), {matches} = rule;
    rule.matches = function (element, ...more) {
        met.add(element);
        const look = lookOf(element);
        if (seen.has(look)) return false;
        if (!matches.call(this, element, ...more)) {
            refused.add(element);
            return false;
        }
        fresh.add(look);
        return true;
    };

    let fresh;

    /* What is wrong in the colours that the page has now; what is right is not told at length. A look of which axe
       cannot tell (it lies on a picture, or half behind something) is examined again wherever it is met. */
    async function violationsOf(rules) {
        grounds = new Map();
        const told = {resultTypes: ["violations", "incomplete"], elementRef: true};
        const {violations, incomplete} = await axe.run({...told, runOnly: rules});
        const doubtful = incomplete.filter(each => each.id === "color-contrast").flatMap(each => each.nodes);
        for (const {element} of doubtful) fresh.delete(lookOf(element));
        return violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 150)}`);
    }

    return async (rules, looks) => {
        [seen, fresh] = [new Set(looks), new Set()];
        const light = await violationsOf(rules);
        document.documentElement.dataset.theme = "contrast";
        grounds = new Map();
        const isNew = element => bearsText(element) && !refused.has(element) && !seen.has(lookOf(element));
        const dark = [...met].some(isNew) ? await violationsOf(["color-contrast"]) : [];
        const isWide = document.documentElement.scrollWidth > window.innerWidth;
        return [[...light, ...dark, ...(isWide ? ["wider than the screen"] : [])], [...fresh]];
    };
})();
